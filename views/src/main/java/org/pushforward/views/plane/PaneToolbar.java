package org.pushforward.views.plane;

import static org.pushforward.views.text.Language.say;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javafx.beans.property.BooleanProperty;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.pushforward.engine.api.Pane;
import org.pushforward.views.control.ColormapPicker;
import org.pushforward.views.control.IconButton;
import org.pushforward.views.raster.Overlay;

/** The buttons of a pane: those that make sense for its kind. */
final class PaneToolbar extends HBox {

    private final PaneView view;
    private final String suffix;

    PaneToolbar(PaneView view, Pane pane, ColorRangeModel colors) {
        this.view = view;
        suffix = "-" + pane.id();
        boolean colored = pane.kind() != Pane.Kind.PLOT && pane.kind() != Pane.Kind.HISTORY;
        getStyleClass().add("tools");
        if (colored) {
            add(new ColormapPicker("colormap" + suffix, colors.colormapProperty()), rangeButton());
        }
        add(overlayButton(pane.kind()));
        if (pane.kind() == Pane.Kind.SPACE) {
            add(new SpaceMenu(view, suffix), toggle("probe", Feather.CROSSHAIR, say("pane.probe"), view.probingProperty()));
        }
        if (pane.kind() == Pane.Kind.PLANE) {
            ToggleButton brush = toggle("brush", Feather.EDIT_2, say("pane.brush"),
                    view.brushingProperty());
            brush.visibleProperty().bind(view.brushAvailableProperty());
            brush.managedProperty().bind(brush.visibleProperty());
            add(toggle("probe", Feather.CROSSHAIR, say("pane.probe"), view.probingProperty()), brush);
        }
        add(new IconButton("explain" + suffix, Feather.HELP_CIRCLE, say("pane.explain"), view::explain),
                new IconButton("camera" + suffix, Feather.HOME, say("pane.camera"), view::resetCamera),
                new IconButton("export" + suffix, Feather.DOWNLOAD, say("pane.export"), view::export), maximise());
    }

    private void add(Node... buttons) {
        getChildren().addAll(buttons);
    }

    private IconButton maximise() {
        IconButton b = new IconButton("maximise" + suffix, Feather.MAXIMIZE_2, say("pane.only"), view::toggleMaximised);
        view.maximisedProperty().addListener((_, _, on) ->
                b.show(on ? Feather.MINIMIZE_2 : Feather.MAXIMIZE_2, say(on ? "pane.all" : "pane.only")));
        return b;
    }

    private ToggleButton toggle(String id, Feather icon, String words, BooleanProperty on) {
        ToggleButton b = new ToggleButton("", new FontIcon(icon));
        b.setId(id + suffix);
        b.getStyleClass().add("icon");
        b.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        b.setTooltip(new Tooltip(words));
        b.setAccessibleText(words);
        b.selectedProperty().bindBidirectional(on);
        return b;
    }

    private IconButton rangeButton() {
        IconButton b = new IconButton("range" + suffix, Feather.SLIDERS, say("pane.range"), () -> { });
        b.setOnAction(_ -> new RangePopover(view, suffix).showAt(b));
        return b;
    }

    private IconButton overlayButton(Pane.Kind kind) {
        List<Overlay> offered = switch (kind) {
            case PLANE -> List.of(Overlay.PICTURE, Overlay.MESH_LINES, Overlay.CONTOURS, Overlay.SMOOTH, Overlay.COLOR_BAR, Overlay.GRID, Overlay.STATISTICS, Overlay.DIFFERENCE);
            case MULTIPLES -> List.of(Overlay.PICTURE, Overlay.MESH_LINES, Overlay.CONTOURS, Overlay.SMOOTH, Overlay.COLOR_BAR, Overlay.GRID, Overlay.DIFFERENCE);
            case SPACE -> List.of(Overlay.MESH_LINES, Overlay.COLOR_BAR, Overlay.STATISTICS, Overlay.DIFFERENCE);
            case PLOT -> List.of(Overlay.GRID);
            case HISTORY -> List.of(Overlay.GRID, Overlay.CPU_SECONDS);
            case WORDS -> List.of(Overlay.COLOR_BAR);
        };
        ContextMenu menu = new ContextMenu();
        for (Overlay overlay : offered) {
            CheckMenuItem item = new CheckMenuItem(say("overlay." + overlay.name().toLowerCase(Locale.ROOT).replace('_', '-')));
            item.setId("overlay-" + overlay.name().toLowerCase(Locale.ROOT) + suffix);
            item.setSelected(view.overlaysProperty().get().contains(overlay));
            item.setOnAction(_ -> show(overlay, item.isSelected()));
            view.overlaysProperty().addListener((_, _, now) -> item.setSelected(now.contains(overlay)));
            menu.getItems().add(item);
        }
        if (offered.contains(Overlay.DIFFERENCE)) {
            Menu less = new Menu(say("pane.less"));
            less.setId("less" + suffix);
            menu.getItems().add(less);
            menu.setOnShowing(_ -> less.getItems().setAll(subtrahends()));
        }
        return menuButton("overlays", Feather.LAYERS, say("pane.drawn"), menu);
    }

    /** Nothing, or one of the layers that could be taken away now. */
    private List<MenuItem> subtrahends() {
        ToggleGroup one = new ToggleGroup();
        List<MenuItem> items = new ArrayList<>();
        items.add(subtrahend(say("pane.less.nothing"), Optional.empty(), one));
        view.subtrahends().forEach(l -> items.add(subtrahend(l.label(), Optional.of(l.id()), one)));
        return items;
    }

    private MenuItem subtrahend(String words, Optional<String> layer, ToggleGroup one) {
        RadioMenuItem item = new RadioMenuItem(words);
        item.setId("less-" + layer.orElse("nothing") + suffix);
        item.setToggleGroup(one);
        item.setSelected(view.measuresProperty().get().less().equals(layer));
        item.setOnAction(_ -> view.measuresProperty().set(view.measuresProperty().get().withLess(layer)));
        return item;
    }

    private void show(Overlay overlay, boolean shown) {
        Set<Overlay> changed = EnumSet.noneOf(Overlay.class);
        changed.addAll(view.overlaysProperty().get());
        if (shown) {
            changed.add(overlay);
        } else {
            changed.remove(overlay);
        }
        view.overlaysProperty().set(Set.copyOf(changed));
    }

    private IconButton menuButton(String id, Feather icon, String words, ContextMenu menu) {
        IconButton b = new IconButton(id + suffix, icon, words, () -> { });
        b.setOnAction(_ -> menu.show(b, Side.BOTTOM, 0, 4));
        return b;
    }
}
