package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Shows one line of the gallery after the other, as the list is scrolled; pictures are asked for only then. Node id: {@code gallery-KEY}. */
final class GalleryCell extends ListCell<GalleryRow> {

    private static final PseudoClass OPENED = PseudoClass.getPseudoClass("opened");
    private static final double THUMB_WIDTH = 40;
    private static final double THUMB_HEIGHT = 30;
    private static final double INDENT = 16;

    private final Gallery gallery;
    private final Function<String, ObservableValue<Image>> pictures;
    private final ImageView picture = new ImageView();
    private final StackPane frame = new StackPane(picture);
    private final Label title = new Label();
    private final Label words = new Label();
    private final VBox texts = new VBox(1, title, words);
    private final Dot dot = new Dot(Signal.OPEN);
    private final FontIcon arrow = new FontIcon(Feather.CHEVRON_RIGHT);
    private final StackPane fold = new StackPane(arrow);
    private final Region indent = new Region();
    private final HBox box = new HBox(8, indent, frame, texts, dot, fold);
    private final Tooltip tip = new Tooltip();

    GalleryCell(Gallery gallery, Function<String, ObservableValue<Image>> pictures) {
        this.gallery = gallery;
        this.pictures = pictures;
        getStyleClass().add("entry");
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        // As wide as the list, however long the words.
        setPrefWidth(0);
        picture.setFitWidth(THUMB_WIDTH);
        picture.setFitHeight(THUMB_HEIGHT);
        picture.setPreserveRatio(true);
        frame.getStyleClass().add("thumbnail");
        frame.setMinSize(THUMB_WIDTH, THUMB_HEIGHT);
        frame.setMaxSize(THUMB_WIDTH, THUMB_HEIGHT);
        title.setMinWidth(0);
        title.setWrapText(true);
        words.setMinWidth(0);
        words.getStyleClass().addAll("muted", "words");
        texts.setMinWidth(0);
        texts.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(texts, Priority.ALWAYS);
        fold.setMinWidth(Region.USE_PREF_SIZE);
        fold.setOnMouseClicked(e -> {
            gallery.fold(getItem());
            e.consume();
        });
        box.setAlignment(Pos.CENTER_LEFT);
        tip.setWrapText(true);
        tip.setMaxWidth(320);
        FormulaTip.below(tip, () -> switch (getItem()) {
            case GalleryRow.Card c -> c.found().card().formulas();
            case GalleryRow.Variant v -> v.card().formulas();
            case null, default -> List.of();
        });
        setOnMouseClicked(_ -> Optional.ofNullable(getItem()).ifPresent(gallery::act));
    }

    @Override
    protected void updateItem(GalleryRow row, boolean empty) {
        super.updateItem(row, empty);
        picture.imageProperty().unbind();
        if (empty || row == null) {
            setGraphic(null);
            setId(null);
            setTooltip(null);
            pseudoClassStateChanged(OPENED, false);
            return;
        }
        setId("gallery-" + row.key());
        setGraphic(box);
        setTooltip(tip);
        boolean full = !gallery.isCompact();
        show(texts, full);
        switch (row) {
            case GalleryRow.Heading h -> {
                plain(true, h.family().title().toUpperCase(Locale.ROOT), h.folded() ? String.valueOf(h.cards()) : "", h.folded(), full);
                show(texts, true);
                describe(h.folded() ? say("gallery.folded", h.family().title()) : h.family().title(), "");
            }
            case GalleryRow.Card c -> {
                plain(false, c.found().card().title(), c.words(), !c.open(), full && !c.isAlone());
                picture(c.first().id());
                dot.set(c.found().card().signal());
                show(dot, full);
                describe(checked(c.found().card().title(), c.found().card()), c.isAlone() ? c.first().summary() : "");
            }
            case GalleryRow.Variant v -> {
                plain(false, v.variant().title(), "", false, false);
                show(indent, full);
                picture(v.variant().id());
                describe(checked(v.variant().title(), v.card()), v.variant().summary());
            }
        }
        pseudoClassStateChanged(PseudoClass.getPseudoClass("family"), row instanceof GalleryRow.Heading);
        pseudoClassStateChanged(OPENED, gallery.isOpened(row));
    }

    /** A list asks its lines for a height without telling the width. */
    @Override
    protected double computePrefHeight(double width) {
        double across = gallery.rowWidth() - snappedLeftInset() - snappedRightInset();
        return getGraphic() == null ? super.computePrefHeight(width) : snappedTopInset() + box.prefHeight(Math.max(1, across)) + snappedBottomInset();
    }

    private static String checked(String title, GalleryCard card) {
        return say("gallery.checks", title, card.signal().words());
    }

    private void plain(boolean heading, String name, String below, boolean closed, boolean folds) {
        title.setText(name);
        words.setText(below);
        show(words, !below.isEmpty());
        show(frame, !heading);
        show(dot, false);
        show(indent, false);
        show(fold, folds);
        indent.setMinWidth(INDENT);
        arrow.setIconCode(closed ? Feather.CHEVRON_RIGHT : Feather.CHEVRON_DOWN);
    }

    private void picture(String preset) {
        picture.imageProperty().bind(pictures.apply(preset));
    }

    private void describe(String accessible, String more) {
        setAccessibleText(accessible);
        tip.setText(accessible + (more.isEmpty() ? "" : "\n" + more));
    }

    private static void show(Node node, boolean on) {
        node.setVisible(on);
        node.setManaged(on);
    }
}
