package org.pushforward.views.plane;

import static org.pushforward.views.text.Language.say;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Side;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleGroup;
import org.kordamp.ikonli.feather.Feather;
import org.pushforward.engine.run.Measures;
import org.pushforward.views.control.IconButton;
import org.pushforward.views.raster.Light;
import org.pushforward.views.raster.OrbitCamera;

/** Sides to look at a 3D scene from, its light, and the plane that leaves out one side of it. */
final class SpaceMenu extends IconButton {

    private static final List<String> AXES = List.of("x", "y", "z");
    private final PaneView view;
    private final String suffix;

    SpaceMenu(PaneView view, String suffix) {
        super("space-menu" + suffix, Feather.BOX, say("pane.space"), () -> { });
        this.view = view;
        this.suffix = suffix;
        ContextMenu menu = new ContextMenu();
        setOnAction(_ -> {
            menu.getItems().setAll(items());
            menu.show(this, Side.BOTTOM, 0, 4);
        });
    }

    private List<MenuItem> items() {
        List<MenuItem> all = new ArrayList<>(List.of(side("corner", OrbitCamera.STANDARD.azimuth(), OrbitCamera.STANDARD.elevation()), side("front", 0, 0), side("back", 180, 0),
                side("left", -90, 0), side("right", 90, 0), side("top", 0, 90), side("bottom", 0, -90), new SeparatorMenuItem(),
                item("light", say("space.light"), () -> orbit(view.cameras().orbitProperty().get().withLight(Light.STANDARD))), new SeparatorMenuItem()));
        Optional<Measures.Clip> now = view.measuresProperty().get().clip();
        ToggleGroup one = new ToggleGroup();
        all.add(clip("none", say("space.clip-none"), now.isEmpty(), one, Optional.empty()));
        for (String axis : AXES) {
            int number = AXES.indexOf(axis);
            all.add(clip(axis, say("space.clip", axis), now.filter(c -> c.axis() == number).isPresent(), one,
                    Optional.of(new Measures.Clip(number, now.map(Measures.Clip::share).orElse(0.5), now.map(Measures.Clip::isAbove).orElse(true)))));
        }
        now.ifPresent(c -> all.addAll(List.of(otherSide(c), place(c))));
        return all;
    }

    private MenuItem side(String name, double azimuth, double elevation) {
        return item("look-" + name, say("space." + name), () -> orbit(view.cameras().orbitProperty().get().from(azimuth, elevation)));
    }

    private void orbit(OrbitCamera now) {
        view.cameras().orbitProperty().set(now);
    }

    private MenuItem item(String id, String words, Runnable action) {
        MenuItem item = new MenuItem(words);
        item.setId(id + suffix);
        item.setOnAction(_ -> action.run());
        return item;
    }

    private MenuItem clip(String id, String words, boolean isNow, ToggleGroup one, Optional<Measures.Clip> then) {
        RadioMenuItem item = new RadioMenuItem(words);
        item.setId("clip-" + id + suffix);
        item.setToggleGroup(one);
        item.setSelected(isNow);
        item.setOnAction(_ -> set(then));
        return item;
    }

    private MenuItem otherSide(Measures.Clip c) {
        CheckMenuItem item = new CheckMenuItem(say("space.clip-other"));
        item.setId("clip-other" + suffix);
        item.setSelected(!c.isAbove());
        item.setOnAction(_ -> set(view.measuresProperty().get().clip().map(now -> new Measures.Clip(now.axis(), now.share(), !item.isSelected()))));
        return item;
    }

    private MenuItem place(Measures.Clip c) {
        Slider slider = new Slider(0, 1, c.share());
        slider.setId("clip-place" + suffix);
        slider.setAccessibleText(say("space.clip-place"));
        slider.valueProperty().addListener((_, _, share) -> set(view.measuresProperty().get().clip().map(now -> new Measures.Clip(now.axis(), share.doubleValue(), now.isAbove()))));
        CustomMenuItem item = new CustomMenuItem(slider, false);
        item.setId("clip-slider" + suffix);
        return item;
    }

    private void set(Optional<Measures.Clip> clip) {
        view.measuresProperty().set(view.measuresProperty().get().withClip(clip));
    }
}
