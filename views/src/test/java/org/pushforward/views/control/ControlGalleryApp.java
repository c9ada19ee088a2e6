package org.pushforward.views.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javafx.animation.AnimationTimer;
import javafx.application.Application;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Orientation;
import javafx.scene.Scene;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Family;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunLoop;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.plane.CameraModel;
import org.pushforward.views.plane.ColorRangeModel;
import org.pushforward.views.plane.PaneView;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.ViewState;

/**
 * All controls together around a running {@link SwirlExperiment}, to be looked at. Arguments: "light", "software" (no 3D). Keys: T
 * theme, E error dialog.
 */
public final class ControlGalleryApp extends Application {

    private final SwirlExperiment experiment = new SwirlExperiment();
    private final RunLoop loop = new RunLoop(new Run(RunDefinition.of(experiment, experiment.defaults(), 1), 1));
    private final List<PaneView> panes = new ArrayList<>();
    private final HealthStrip health = new HealthStrip();
    private final MessageBar messages = new MessageBar();
    private final TruthPane truth = new TruthPane(() -> messages.setProgress(0.3, 42));
    private final RunStrip runs = new RunStrip(new Runs());
    private TransportBar transport;
    private ParameterPane parameters;
    private Theme theme = Theme.DARK;

    @Override
    public void start(Stage stage) {
        theme = getParameters().getRaw().contains("light") ? Theme.LIGHT : Theme.DARK;
        transport = new TransportBar(new Transport());
        parameters = new ParameterPane(experiment.parameters(), experiment.defaults(), experiment.defaults(), Folding.inMemory(), new Parameters());
        BorderPane root = new BorderPane(centre());
        root.setLeft(gallery());
        root.setRight(side());
        root.setBottom(messages);
        Scene scene = new Scene(root, 1600, 1000);
        apply(scene);
        scene.setOnKeyPressed(e -> {
            if (e.getCode() == KeyCode.T) {
                theme = theme.other();
                apply(scene);
            } else if (e.getCode() == KeyCode.E) {
                new ErrorDialog(stage, "The picture cannot be read.", "Choose a PNG or JPEG file.", "java.io.IOException: …").show();
            }
        });
        stage.setScene(scene);
        stage.setMaximized(true);
        stage.show();
        panes.getFirst().requestFocus();
        messages.show(Signal.WARNING, "The mesh folded at cell (12, 40) after alpha = 60.", new MessageBar.Remedy("Reduce α", () -> { }));
        messages.setProgress(0.4, 75);
        new AnimationTimer() {
            @Override
            public void handle(long now) {
                loop.mailbox().take().ifPresent(ControlGalleryApp.this::show);
            }
        }.start();
        loop.setPace(Pace.perSecond(5));
        loop.change(new Change.Set("smoothing", 5.0));
        loop.step(7);
        loop.change(new Change.Stroke(1, List.of(0.5, 0.5), 0.1, 1));
        loop.step(4);
    }

    private void apply(Scene scene) {
        theme.apply(scene);
        panes.forEach(p -> p.themeProperty().set(theme));
    }

    private void show(RunSnapshot s) {
        panes.forEach(p -> p.show(s));
        transport.show(Optional.of(s));
        health.show(Optional.of(s), panes.getFirst().handOverSeconds());
        parameters.show(s.parameters());
        messages.setMachine("engine 1 thread · 60 fps · 212 MB");
        List<TruthPane.Row> live = new ArrayList<>();
        List<TruthPane.Row> reference = new ArrayList<>();
        for (Check c : experiment.checks()) {
            switch (c) {
                case Check.Live l -> live.add(new TruthPane.Row(l, s.frame().diagnostics().value(l.diagnostic())));
                case Check.Reference r -> reference.add(new TruthPane.Row(r, OptionalDouble.of(r.id().equals("order") ? 2.02 : 6.9e-5)));
            }
        }
        truth.show(live, false, reference, "2 min ago");
        runs.show(List.of(new RunStrip.Card("1", "this run", Optional.of(thumbnail()), "α = 14", "1.8e-07"),
                new RunStrip.Card("2", "fork at step 6", Optional.of(thumbnail()), "α = 30", "4.0e-07"),
                new RunStrip.Card("3", "bell", Optional.empty(), "α = 14", "2.2e-03")), "1");
    }

    private VBox gallery() {
        Gallery gallery = new Gallery(id -> messages.show(Signal.GOOD, "Opened " + id), _ -> new SimpleObjectProperty<>(thumbnail()), Folding.inMemory());
        List<GalleryCard> cards = new ArrayList<>();
        String[][] all = {{"Photograph", "Moving bell", "Ring, α=20", "Burgers front"}, {"Cone", "Legendre-KAN race"},
                {"Gaussian → swiss roll, very long name", "Categorical, S=50"}, {"Sampler race", "D3PM grid"}};
        for (int k = 0; k < all.length; k++) {
            Family family = Family.values()[k];
            cards.add(new GalleryCard(family.word() + ".one", family, "A method of " + family.title(), Signal.values()[k % 2 == 1 ? 0 : 3], false, false,
                    OptionalDouble.empty(), List.of(), List.of(), Arrays.stream(all[k]).map(t -> new GalleryCard.Variant(t, t, "")).toList()));
        }
        gallery.show(cards);
        gallery.select("Photograph");
        gallery.getStyleClass().addAll("panel", "left");
        gallery.setPrefWidth(216);
        return gallery;
    }

    private Image thumbnail() {
        return new Image(Parameter.class.getResourceAsStream("/samples/flower.jpg"), 96, 96, true, true);
    }

    private ScrollPane side() {
        AboutPane about = new AboutPane(u -> messages.show(Signal.GOOD, u.toString()));
        about.show(experiment.description());
        about.getStyleClass().add("separated");
        truth.getStyleClass().add("separated");
        ScrollPane scroll = new ScrollPane(new VBox(parameters, about, truth));
        scroll.setFitToWidth(true);
        scroll.setPrefWidth(308);
        scroll.setMinWidth(280);
        scroll.getStyleClass().addAll("panel", "right");
        return scroll;
    }

    private VBox centre() {
        CameraModel cameras = new CameraModel();
        ColorRangeModel colors = new ColorRangeModel();
        boolean scene3d = !getParameters().getRaw().contains("software");
        experiment.panes().forEach(p -> {
            PaneView v = new PaneView(p, cameras, colors, new Panes(), scene3d);
            v.brushAvailableProperty().set(true);
            panes.add(v);
        });
        SplitPane right = new SplitPane(panes.get(1), panes.get(2));
        right.setOrientation(Orientation.VERTICAL);
        right.setDividerPositions(0.62);
        SplitPane left = new SplitPane(panes.get(0), panes.get(3));
        left.setOrientation(Orientation.VERTICAL);
        left.setDividerPositions(0.62);
        SplitPane split = new SplitPane(left, right);
        split.setDividerPositions(0.56);
        VBox.setVgrow(split, Priority.ALWAYS);
        return new VBox(split, health, transport, runs);
    }

    private final class Transport implements TransportBar.Commands {
        @Override
        public void playOrPause() {
            loop.play();
        }

        @Override
        public void stepBack() {
            loop.seek(loop.mailbox().latest().frame().step() - 1);
        }

        @Override
        public void stepForward() {
            loop.step(1);
        }

        @Override
        public void reset() {
            loop.rewind();
        }

        @Override
        public void slower() {
            loop.setPace(loop.pace().halved());
        }

        @Override
        public void faster() {
            loop.setPace(loop.pace().doubled());
        }

        @Override
        public void seek(long step) {
            loop.seek(step);
        }

        @Override
        public void fork() {
            messages.show(Signal.GOOD, "fork");
        }

        @Override
        public void compare() {
            messages.show(Signal.GOOD, "compare");
        }
    }

    private final class Parameters implements ParameterPane.Listener {
        @Override
        public void onChange(Parameter<?> p, Object value, boolean dragging) {
            messages.show(Signal.GOOD, p.id() + " = " + value + (dragging ? " …" : ""));
            if (p.info().effect() == Parameter.Effect.LIVE) {
                loop.change(new Change.Set(p.id(), value));
            }
        }

        @Override
        public void onDragEnd(Parameter<?> p, Object before, Object after) {
            messages.show(Signal.GOOD, p.id() + ": " + before + " → " + after);
        }

        @Override
        public void onChooseFile(Parameter.Source p) {
            messages.show(Signal.GOOD, "choose " + p.kind());
        }
    }

    private final class Panes implements PaneView.Listener {
        @Override
        public void onPaint(List<Double> xy, double radius, double strength) {
            messages.show(Signal.GOOD, "painting at " + xy + ", radius " + radius + ", strength " + strength);
        }

        @Override
        public void onPainted() {
            messages.show(Signal.GOOD, "painted");
        }

        @Override
        public void onMaximise(boolean maximised) {
            messages.show(Signal.GOOD, "maximised " + maximised);
        }

        @Override
        public void onExport(PaneContent content, ViewState view) {
            messages.show(Signal.GOOD, "export " + content.pane().id());
        }

        @Override
        public void onBroken(RuntimeException e) {
            messages.show(Signal.BAD, e.toString());
        }
    }

    private final class Runs implements RunStrip.Listener {
        @Override
        public void onSelect(String id) {
            messages.show(Signal.GOOD, "run " + id);
        }

        @Override
        public void onClose(String id) {
            messages.show(Signal.GOOD, "close " + id);
        }

        @Override
        public void onRename(String id, String name) {
            messages.show(Signal.GOOD, "rename " + id + " to " + name);
        }
    }
}
