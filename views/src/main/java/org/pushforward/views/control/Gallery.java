package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import javafx.application.Platform;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Bounds;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.controlsfx.control.textfield.CustomTextField;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.pushforward.engine.api.Family;

/**
 * What can be opened: families that fold, in them a card per experiment with a dot for its checks on this machine, in it the presets. A
 * field finds words of titles, ideas, papers, authors and parameters and says where; filters leave out the rest. Only the lines in sight
 * have nodes.
 */
public final class Gallery extends VBox {

    private static final PseudoClass FILTERED = PseudoClass.getPseudoClass("filtered");
    private static final PseudoClass COMPACT = PseudoClass.getPseudoClass("compact");

    private static final int ATTEMPTS = 8;
    private static final double SCROLL_BAR = 14;

    private final Consumer<String> open;
    private final Folding folding;
    private final CustomTextField search = new CustomTextField();
    private final IconButton filter = new IconButton("gallery-filter", Feather.FILTER, say("gallery.filter"), this::offerFilters);
    private final HBox tools = new HBox(4, search, filter);
    private final Label count = new Label();
    private final ListView<GalleryRow> list = new ListView<>();
    private final Set<Family> families = EnumSet.noneOf(Family.class);
    private final Set<GallerySearch.Filter> filters = EnumSet.noneOf(GallerySearch.Filter.class);
    private final Set<String> unfolded = new HashSet<>();
    private List<GalleryCard> cards = List.of();
    private String opened = "";
    private boolean compact;
    private boolean hidden;

    /**
     * @param open is given the id of the preset that the user picks
     * @param pictures the thumbnail of a preset, asked for when its line comes into sight; without a value while there is none
     * @param folding remembers which families are folded
     */
    public Gallery(Consumer<String> open, Function<String, ObservableValue<Image>> pictures, Folding folding) {
        this.open = open;
        this.folding = folding;
        setId("gallery");
        getStyleClass().add("gallery");
        search.setId("gallery-search");
        ShortText.keep(search);
        search.setPromptText(say("search"));
        search.setAccessibleText(say("gallery.search"));
        search.setLeft(new StackPane(new FontIcon(Feather.SEARCH)));
        search.textProperty().addListener((_, _, _) -> build());
        HBox.setHgrow(search, Priority.ALWAYS);
        tools.getStyleClass().add("tools");
        count.setId("gallery-count");
        count.getStyleClass().addAll("muted", "count");
        list.setId("gallery-list");
        list.setCellFactory(_ -> new GalleryCell(this, pictures));
        list.setPlaceholder(new Label());
        list.addEventHandler(KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() == KeyCode.ENTER) {
                Optional.ofNullable(list.getFocusModel().getFocusedItem()).ifPresent(this::act);
                e.consume();
            }
        });
        VBox.setVgrow(list, Priority.ALWAYS);
        list.heightProperty().addListener((_, _, _) -> revealAfterLayout());
        getChildren().addAll(tools, count, list);
    }

    /** Shows cards; where only what is known of checks is new, nothing moves. */
    public void show(List<GalleryCard> newCards) {
        cards = List.copyOf(newCards);
        select(opened);
        build();
    }

    /** Pictures only, for a narrow window; the titles are their tooltips. */
    public void setCompact(boolean on) {
        if (on != compact) {
            compact = on;
            tools.setVisible(!on);
            tools.setManaged(!on);
            pseudoClassStateChanged(COMPACT, on);
            build();
            list.refresh();
        }
    }

    boolean isCompact() {
        return compact;
    }

    /** Marks the preset that is open, without opening it. */
    public void select(String id) {
        hidden |= !id.equals(opened);
        opened = id;
        cards.stream().filter(c -> c.variants().stream().anyMatch(v -> v.id().equals(id))).findFirst().ifPresent(c -> unfolded.add(c.id()));
        build();
        list.refresh();
        revealAfterLayout();
    }

    boolean isOpened(GalleryRow row) {
        return row.key().equals(opened);
    }

    /** What a click or Enter does: a family folds, a card opens with its first preset, a preset opens. */
    void act(GalleryRow row) {
        switch (row) {
            case GalleryRow.Heading _ -> fold(row);
            case GalleryRow.Card c -> take(c.first().id());
            case GalleryRow.Variant v -> take(v.variant().id());
        }
    }

    private void take(String id) {
        select(id);
        open.accept(id);
    }

    /** Folds or opens a family or a card. */
    void fold(GalleryRow row) {
        switch (row) {
            case GalleryRow.Heading h -> folding.setFolded(key(h.family()), !h.folded());
            case GalleryRow.Card c -> {
                if (!unfolded.remove(c.found().card().id())) {
                    unfolded.add(c.found().card().id());
                }
            }
            case GalleryRow.Variant _ -> { }
        }
        build();
    }

    private static String key(Family f) {
        return "family." + f.word();
    }

    /** The presets that search, filters and folding leave, in order. */
    public List<String> visibleIds() {
        List<String> ids = new ArrayList<>();
        for (GalleryRow row : list.getItems()) {
            switch (row) {
                case GalleryRow.Heading _ -> { }
                case GalleryRow.Card c when c.isAlone() || !c.open() -> ids.add(c.first().id());
                case GalleryRow.Card _ -> { }
                case GalleryRow.Variant v -> ids.add(v.variant().id());
            }
        }
        return ids;
    }

    private void build() {
        GallerySearch wanted = new GallerySearch(search.getText(), families, filters);
        List<GallerySearch.Found> found = wanted.in(cards);
        List<GalleryRow> rows = rows(found, wanted);
        if (!rows.equals(list.getItems())) {
            list.getItems().setAll(rows);
        }
        filter.pseudoClassStateChanged(FILTERED, !families.isEmpty() || !filters.isEmpty());
        boolean some = !wanted.isAll() && !compact;
        count.setText(found.isEmpty() ? say("gallery.nothing") : say("gallery.count", found.size(), cards.size()));
        count.setVisible(some);
        count.setManaged(some);
    }

    private List<GalleryRow> rows(List<GallerySearch.Found> found, GallerySearch wanted) {
        Map<Family, List<GallerySearch.Found>> byFamily = new LinkedHashMap<>();
        found.forEach(f -> byFamily.computeIfAbsent(f.card().family(), _ -> new ArrayList<>()).add(f));
        List<GalleryRow> rows = new ArrayList<>();
        byFamily.forEach((family, members) -> {
            // What was asked for is shown.
            boolean folded = wanted.isAll() && !compact && folding.isFolded(key(family), false);
            if (!compact) {
                rows.add(new GalleryRow.Heading(family, members.size(), folded));
            }
            if (!folded) {
                members.forEach(f -> add(rows, f));
            }
        });
        return rows;
    }

    private void add(List<GalleryRow> rows, GallerySearch.Found f) {
        GalleryRow.Card card = new GalleryRow.Card(f, f.meant() || unfolded.contains(f.card().id()));
        rows.add(card);
        if (card.open() && !card.isAlone()) {
            f.variants().forEach(v -> rows.add(new GalleryRow.Variant(f.card(), v)));
        }
    }

    private void offerFilters() {
        ContextMenu menu = new ContextMenu();
        for (Family f : cards.stream().map(GalleryCard::family).distinct().sorted().toList()) {
            menu.getItems().add(item("filter-" + f.word(), f.title(), f, families));
        }
        menu.getItems().add(new SeparatorMenuItem());
        for (GallerySearch.Filter f : GallerySearch.Filter.values()) {
            CheckMenuItem item = item("filter-" + f.name().toLowerCase(Locale.ROOT), f.label(), f, filters);
            // Where nothing was measured yet, nothing is known to be fast.
            item.setDisable(cards.stream().noneMatch(f::accepts) && !filters.contains(f));
            menu.getItems().add(item);
        }
        MenuItem all = new MenuItem(say("gallery.everything"));
        all.setId("filter-none");
        all.setOnAction(_ -> {
            families.clear();
            filters.clear();
            build();
        });
        menu.getItems().addAll(new SeparatorMenuItem(), all);
        menu.show(filter, Side.BOTTOM, 0, 4);
    }

    private <T> CheckMenuItem item(String id, String words, T what, Set<T> chosen) {
        CheckMenuItem i = new CheckMenuItem(words);
        i.setId(id);
        i.setMnemonicParsing(false);
        i.setSelected(chosen.contains(what));
        i.setOnAction(_ -> {
            if (i.isSelected()) {
                chosen.add(what);
            } else {
                chosen.remove(what);
            }
            build();
        });
        return i;
    }

    private void revealAfterLayout() {
        Platform.runLater(() -> reveal(ATTEMPTS));
    }

    /** Scrolls, once and as little as needed, to a line that was newly marked or moved by the layout. */
    private void reveal(int attempts) {
        int marked = IntStream.range(0, list.getItems().size()).filter(k -> isOpened(list.getItems().get(k))).findFirst().orElse(-1);
        if (!hidden || marked < 0 || !(list.lookup(".virtual-flow") instanceof VirtualFlow<?> flow)) {
            return;
        }
        list.applyCss();
        list.layout();
        if (attempts == 0 || isInSight(list.lookup("#gallery-" + opened))) {
            hidden = false;
            return;
        }
        flow.scrollTo(marked);
        // Lines get their heights only when they are there, and may push this one out of sight.
        Platform.runLater(() -> reveal(attempts - 1));
    }

    private boolean isInSight(Node row) {
        if (row == null || !row.isVisible()) {
            return false;
        }
        Bounds b = list.sceneToLocal(row.localToScene(row.getLayoutBounds()));
        return b.getHeight() > 0 && b.getMinY() >= 0 && b.getMaxY() <= list.getHeight();
    }

    /** Room for a line, beside the scroll bar whether it is there or not. */
    double rowWidth() {
        return list.getWidth() - list.snappedLeftInset() - list.snappedRightInset() - SCROLL_BAR;
    }
}
