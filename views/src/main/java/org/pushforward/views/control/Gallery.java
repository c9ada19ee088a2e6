package org.pushforward.views.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.controlsfx.control.textfield.CustomTextField;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** What can be opened, by family: picture, title, and a dot for its checks on this machine. A field filters by any word. */
public final class Gallery extends VBox {

    /** One experiment or preset. {@code words} are searched besides title and family. */
    public record Entry(String id, String family, String title, String words, Optional<Image> thumbnail, Signal signal) {

        boolean matches(String query) {
            String all = (family + " " + title + " " + words + " " + id).toLowerCase(Locale.ROOT);
            for (String word : query.toLowerCase(Locale.ROOT).strip().split("\\s+")) {
                if (!all.contains(word)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final double TWO_LINES = 34;
    private static final double THUMB_WIDTH = 40;
    private static final double THUMB_HEIGHT = 30;

    private final Consumer<String> open;
    private final CustomTextField search = new CustomTextField();
    private final VBox list = new VBox();
    private final BooleanProperty compact = new SimpleBooleanProperty(this, "compact");
    private final Map<String, ToggleButton> rows = new LinkedHashMap<>();
    private final Map<String, Dot> dots = new LinkedHashMap<>();
    private List<Entry> entries = List.of();
    private final ScrollPane scroll = new ScrollPane(list);
    private String selected = "";
    private boolean hidden;

    /** {@code open} is given the id of the entry that the user picks. */
    public Gallery(Consumer<String> open) {
        this.open = open;
        setId("gallery");
        getStyleClass().add("gallery");
        search.setId("gallery-search");
        search.setPromptText("Search");
        search.setAccessibleText("Search the gallery");
        search.setLeft(new StackPane(new FontIcon(Feather.SEARCH)));
        search.textProperty().addListener((_, _, _) -> build());
        hideWhenCompact(search);
        list.getStyleClass().add("list");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        list.heightProperty().addListener((_, _, _) -> revealAfterLayout());
        scroll.viewportBoundsProperty().addListener((_, old, now) -> {
            if (old.getHeight() != now.getHeight()) {
                revealAfterLayout();
            }
        });
        getChildren().addAll(search, scroll);
    }

    /** Shows entries; those that are there already get their latest signal only. */
    public void show(List<Entry> newEntries) {
        boolean known = newEntries.stream().map(Entry::id).toList().equals(entries.stream().map(Entry::id).toList());
        entries = List.copyOf(newEntries);
        if (known) {
            entries.stream().filter(e -> rows.containsKey(e.id())).forEach(this::judge);
        } else {
            build();
        }
    }

    private void judge(Entry e) {
        String words = "checks: " + e.signal().words();
        dots.get(e.id()).set(e.signal());
        rows.get(e.id()).setAccessibleText(e.title() + ", " + words);
        rows.get(e.id()).getTooltip().setText(e.title() + "\n" + words);
    }

    /** Pictures only, for a narrow window; the titles are their tooltips. */
    public void setCompact(boolean on) {
        compact.set(on);
    }

    /** Marks the entry that is open, without opening it. */
    public void select(String id) {
        hidden |= !id.equals(selected);
        selected = id;
        rows.forEach((key, row) -> row.setSelected(key.equals(id)));
        reveal();
    }

    private void revealAfterLayout() {
        hidden = true;
        Platform.runLater(this::reveal);
    }

    /** Scrolls, once and as little as needed, to an entry that was newly selected or moved by the layout. */
    private void reveal() {
        ToggleButton row = rows.get(selected);
        double view = scroll.getViewportBounds().getHeight();
        double beyond = list.getHeight() - view;
        if (!hidden || row == null || view <= 0 || row.getHeight() <= 0) {
            return;
        }
        hidden = false;
        double top = scroll.getVvalue() * beyond;
        double low = row.getBoundsInParent().getMaxY() + row.getHeight() - view;
        double high = row.getBoundsInParent().getMinY() - row.getHeight();
        if (beyond > 0) {
            scroll.setVvalue(Math.clamp(Math.clamp(top, low, Math.max(low, high)) / beyond, 0, 1));
        }
    }

    /** The ids that the search leaves, in order. */
    public List<String> visibleIds() {
        return List.copyOf(rows.keySet());
    }

    private void build() {
        rows.clear();
        dots.clear();
        list.getChildren().clear();
        Map<String, List<Entry>> families = new LinkedHashMap<>();
        entries.stream().filter(e -> e.matches(search.getText()))
                .forEach(e -> families.computeIfAbsent(e.family(), _ -> new ArrayList<>()).add(e));
        families.forEach((family, members) -> {
            Label heading = new Label(family.toUpperCase(Locale.ROOT));
            heading.getStyleClass().add("heading");
            hideWhenCompact(heading);
            list.getChildren().add(heading);
            members.forEach(e -> list.getChildren().add(row(e)));
        });
        if (families.isEmpty()) {
            Label nothing = new Label(entries.isEmpty() ? "" : "Nothing matches.");
            nothing.getStyleClass().add("muted");
            list.getChildren().add(nothing);
        }
        select(selected);
    }

    private ToggleButton row(Entry e) {
        ToggleButton row = new ToggleButton();
        row.setId("gallery-" + e.id());
        row.getStyleClass().add("entry");
        row.setMinWidth(0);
        row.setPrefWidth(0);
        row.setMaxWidth(Double.MAX_VALUE);
        row.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        row.setAlignment(Pos.CENTER_LEFT);
        row.setTooltip(new Tooltip());
        HBox content = content(e);
        content.prefWidthProperty().bind(row.widthProperty().subtract(16));
        row.setGraphic(content);
        row.setOnAction(_ -> {
            select(e.id());
            open.accept(e.id());
        });
        rows.put(e.id(), row);
        judge(e);
        return row;
    }

    private void hideWhenCompact(Node node) {
        node.visibleProperty().bind(compact.not());
        node.managedProperty().bind(compact.not());
    }

    private HBox content(Entry e) {
        ImageView picture = new ImageView();
        e.thumbnail().ifPresent(picture::setImage);
        picture.setFitWidth(THUMB_WIDTH);
        picture.setFitHeight(THUMB_HEIGHT);
        picture.setPreserveRatio(true);
        StackPane frame = new StackPane(picture);
        frame.getStyleClass().add("thumbnail");
        frame.setMinSize(THUMB_WIDTH, THUMB_HEIGHT);
        frame.setMaxSize(THUMB_WIDTH, THUMB_HEIGHT);
        Label title = new Label(e.title());
        title.setMinWidth(0);
        title.setMaxWidth(Double.MAX_VALUE);
        title.setWrapText(true);
        HBox.setHgrow(title, Priority.ALWAYS);
        Dot dot = new Dot(e.signal());
        dots.put(e.id(), dot);
        hideWhenCompact(title);
        hideWhenCompact(dot);
        HBox box = new HBox(8, frame, title, dot);
        box.setAlignment(Pos.CENTER_LEFT);
        // A button asks its content for a height without telling the width.
        box.setMinHeight(TWO_LINES);
        return box;
    }
}
