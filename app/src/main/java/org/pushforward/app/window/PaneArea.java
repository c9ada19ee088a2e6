package org.pushforward.app.window;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.StackPane;
import org.pushforward.app.workspace.Differences;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Pins;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.run.Measures;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.ViewSettings;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.control.Theme;
import org.pushforward.views.plane.CameraModel;
import org.pushforward.views.plane.ColorRangeModel;
import org.pushforward.views.plane.PaneView;
import org.pushforward.views.plane.ShownRun;
import org.pushforward.views.raster.Camera2D;
import org.pushforward.views.raster.Light;
import org.pushforward.views.raster.OrbitCamera;
import org.pushforward.views.raster.Overlay;
import org.pushforward.views.raster.Page;
import org.pushforward.views.raster.PageLayout;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.SavedView;
import org.pushforward.views.raster.ViewState;

/**
 * The panes in the middle. One run: the panes that were chosen, the first large on the left, up to three stacked on the right.
 * Compared: the first pane of every run side by side with a plot of all their histories, colored by the range of all of them. Borders
 * can be dragged, one pane can fill the area. Pictures of the plane share one camera, panes of the same quantity one color range.
 */
final class PaneArea extends StackPane implements AutoCloseable {

    private final Workspace workspace;
    private final PaneView.Listener actions;
    private final CameraModel cameras = new CameraModel();
    private final Map<String, ColorRangeModel> colors = new LinkedHashMap<>();
    private final ColorRangeModel main = new ColorRangeModel();
    private final List<Shown> shown = new ArrayList<>();
    private final Map<String, List<String>> chosen = new LinkedHashMap<>();
    private final Map<String, Set<Overlay>> overlays = new LinkedHashMap<>();
    private final Map<String, Measures> measures = new LinkedHashMap<>();
    private List<String> pinned = List.of();
    private final StackPane hole = new StackPane();
    private String arranged = "";
    private List<List<Double>> shares = List.of();
    private Optional<String> toMaximise = Optional.empty();
    private Optional<PaneView> maximised = Optional.empty();
    private Theme theme = Theme.DARK;
    private boolean comparing;

    /** A pane and the run it shows first. */
    private record Shown(PaneView view, String run) { }

    PaneArea(Workspace workspace, PaneView.Listener actions) {
        this.workspace = workspace;
        this.actions = actions;
        setId("panes");
        getStyleClass().add("pane-area");
        setMinSize(0, 0);
    }

    void setTheme(Theme newTheme) {
        theme = newTheme;
        shown.forEach(s -> s.view().themeProperty().set(newTheme));
    }

    Theme theme() {
        return theme;
    }

    /** Side by side, colors span what all runs have shown so far; alone, they span the frame again. */
    void setComparing(boolean on) {
        if (on != comparing) {
            main.modeProperty().set(on ? ColorRange.Mode.RUN : ColorRange.Mode.FRAME);
        }
        comparing = on;
        arrange();
    }

    /** Ids of the panes of an experiment that are shown when it is alone, the first large. */
    List<String> chosen(Experiment e) {
        return chosen.getOrDefault(e.id(), e.panes().stream().limit(Page.MAX_PANES).map(Pane::id).toList());
    }

    /** Adds a pane or takes it away; the oldest but the first makes room, and one always stays. */
    void choose(Experiment e, String pane, boolean on) {
        List<String> ids = new ArrayList<>(chosen(e));
        ids.remove(pane);
        if (on) {
            if (ids.size() == Page.MAX_PANES) {
                ids.remove(1);
            }
            ids.add(pane);
        }
        if (!ids.isEmpty()) {
            chosen.put(e.id(), List.copyOf(ids));
            arrange();
        }
    }

    /** Ids of the parameters of a run that stay in sight in a lecture. */
    List<String> pinned(OpenRun run) {
        return Pins.of(pinned, run.parameters());
    }

    void pin(OpenRun run, String parameter, boolean on) {
        pinned = Pins.with(pinned(run), parameter, on);
    }

    /** Shows these panes of an experiment, the first large. */
    void choose(Experiment e, List<String> ids) {
        chosen.put(e.id(), List.copyOf(ids));
        arrange();
    }

    boolean isComparing() {
        return comparing && workspace.runs().size() > 1;
    }

    CameraModel cameras() {
        return cameras;
    }

    ColorRangeModel colors() {
        return main;
    }

    /** The picture that takes most room, for tests and for exporting. */
    Optional<PaneView> first() {
        return shown.stream().map(Shown::view).findFirst();
    }

    /** All pictures, for tests. */
    List<PaneView> views() {
        return shown.stream().map(Shown::view).toList();
    }

    /** What the FX thread spent on the latest pictures of all panes. */
    double handOverSeconds() {
        return shown.stream().mapToDouble(s -> s.view().handOverSeconds()).filter(Double::isFinite).sum();
    }

    /** Rebuilds the panes if other runs are to be shown, and fills them. */
    void arrange() {
        Optional<OpenRun> selected = workspace.selected();
        if (selected.isEmpty()) {
            return;
        }
        OpenRun run = selected.get();
        String wanted = isComparing() ? "compare " + workspace.runs().stream().map(OpenRun::id).toList() + history().map(Pane::id)
                : run.experiment().id() + chosen(run.experiment());
        if (!wanted.equals(arranged)) {
            closeViews();
            arranged = wanted;
            getChildren().setAll(isComparing() ? compared() : single(run));
            shown.stream().map(Shown::view).filter(v -> toMaximise.equals(Optional.of(v.pane().id()))).findFirst().ifPresent(PaneView::toggleMaximised);
            toMaximise = Optional.empty();
        }
        fill();
    }

    private Node single(OpenRun run) {
        List<PaneView> views = chosenPanes(run.experiment()).stream().map(p -> view(p, "")).toList();
        return arranged(PageLayout.alone(views.size(), shares), views);
    }

    private Node compared() {
        List<PaneView> views = new ArrayList<>();
        workspace.runs().forEach(r -> views.add(view(r.experiment().panes().getFirst(), r.id())));
        Optional<Pane> history = history();
        history.ifPresent(h -> views.add(view(h, "")));
        return arranged(PageLayout.compared(workspace.runs().size(), history.isPresent(), shares), views);
    }

    /** Of the runs that are compared. */
    private Optional<Pane> history() {
        Experiment e = workspace.runs().getFirst().experiment();
        return Page.history(chosenPanes(e), e.panes());
    }

    private List<Pane> chosenPanes(Experiment e) {
        return chosen(e).stream().flatMap(id -> e.panes().stream().filter(p -> p.id().equals(id))).toList();
    }

    private static Node arranged(PageLayout layout, List<PaneView> views) {
        return switch (layout) {
            case PageLayout.Leaf l -> views.get(l.pane());
            case PageLayout.Split s -> new Split(s.vertical() ? Orientation.VERTICAL : Orientation.HORIZONTAL,
                    s.parts().stream().map(p -> arranged(p, views)).toList(), s.borders());
        };
    }

    private PaneView view(Pane pane, String run) {
        ColorRangeModel range = colorModel(SavedView.quantity(pane));
        PaneView[] made = new PaneView[1];
        made[0] = new PaneView(pane, pane.kind() == Pane.Kind.PLANE || pane.kind() == Pane.Kind.SPACE ? cameras : new CameraModel(), range, new PaneView.Listener() {
            @Override
            public void onPaint(List<Double> xy, double radius, double strength) {
                if (!run.isEmpty() && workspace.selected().filter(r -> r.id().equals(run)).isEmpty()) {
                    workspace.select(run);
                }
                actions.onPaint(xy, radius, strength);
            }

            @Override
            public void onPainted() {
                actions.onPainted();
            }

            @Override
            public void onMaximise(boolean on) {
                maximise(made[0], on);
            }

            @Override
            public void onExport(PaneContent content, ViewState view) {
                actions.onExport(content, view);
            }

            @Override
            public void onExplain(PaneView of, PaneContent content) {
                actions.onExplain(of, content);
            }

            @Override
            public void onBroken(RuntimeException e) {
                actions.onBroken(e);
            }
        });
        made[0].themeProperty().set(theme);
        made[0].overlaysProperty().set(overlays.getOrDefault(pane.id(), ViewState.DARK.overlays()));
        made[0].overlaysProperty().addListener((_, _, on) -> {
            overlays.put(pane.id(), on);
            alike(pane).forEach(v -> v.overlaysProperty().set(on));
            nameCompared();
        });
        made[0].measuresProperty().set(measures.getOrDefault(pane.id(), Measures.NONE));
        made[0].measuresProperty().addListener((_, _, now) -> {
            measures.put(pane.id(), now);
            alike(pane).forEach(v -> v.measuresProperty().set(now));
        });
        workspace.selected().ifPresent(r -> made[0].brushAvailableProperty().set(r.experiment().paintable()));
        shown.add(new Shown(made[0], run));
        return made[0];
    }

    /** The panes of all runs that are compared: what is switched on or measured in one is so in the others. */
    private List<PaneView> alike(Pane pane) {
        return shown.stream().map(Shown::view).filter(v -> v.pane().id().equals(pane.id())).toList();
    }

    private ColorRangeModel colorModel(String quantity) {
        return colors.computeIfAbsent(quantity, _ -> {
            ColorRangeModel m = new ColorRangeModel();
            m.colormapProperty().bindBidirectional(main.colormapProperty());
            m.modeProperty().bindBidirectional(main.modeProperty());
            return m;
        });
    }

    private void maximise(PaneView view, boolean on) {
        Node root = getChildren().getFirst();
        if (on && maximised.isEmpty()) {
            maximised = Optional.of(view);
            root.setVisible(false);
            placeholder(view).accept(true);
            getChildren().add(view);
        } else if (!on && maximised.isPresent()) {
            getChildren().remove(view);
            placeholder(view).accept(false);
            root.setVisible(true);
            maximised = Optional.empty();
        }
    }

    /** Takes a pane out of its split and leaves a hole of the same size, or puts it back. */
    private Consumer<Boolean> placeholder(PaneView view) {
        return out -> {
            Node present = out ? view : hole;
            for (Split s : splits(getChildren().getFirst(), new ArrayList<>())) {
                if (s.getItems().contains(present)) {
                    s.replace(present, out ? hole : view);
                    return;
                }
            }
        };
    }

    private static List<Split> splits(Node node, List<Split> found) {
        if (node instanceof Split s) {
            found.add(s);
            s.getItems().forEach(n -> splits(n, found));
        }
        return found;
    }

    /** Shows the latest snapshots. */
    void fill() {
        List<ShownRun> all = new ArrayList<>();
        List<OpenRun> runs = workspace.runs();
        for (OpenRun r : runs) {
            r.snapshot().ifPresent(s -> all.add(new ShownRun(r.name(), s, runs.indexOf(r))));
        }
        for (Shown s : shown) {
            Optional<OpenRun> run = s.run().isEmpty() ? workspace.selected() : runs.stream().filter(r -> r.id().equals(s.run())).findFirst();
            Optional<ShownRun> reference = all.stream().findFirst().filter(_ -> !s.run().isEmpty() && !s.run().equals(runs.getFirst().id()));
            run.flatMap(OpenRun::snapshot).ifPresent(first -> s.view().show(inOrder(all, first), reference));
        }
        nameCompared();
    }

    /** Above each of the runs that are compared: its name and what is set differently, and whether it is the difference that is shown. */
    private void nameCompared() {
        List<OpenRun> runs = workspace.runs();
        for (Shown s : shown) {
            runs.stream().filter(r -> r.id().equals(s.run())).findFirst().ifPresent(r -> s.view().setTexts(
                    s.view().isDifference() ? r.name() + " − " + runs.getFirst().name() : r.name(), Differences.of(r, runs)));
        }
    }

    private static List<ShownRun> inOrder(List<ShownRun> all, RunSnapshot first) {
        List<ShownRun> ordered = new ArrayList<>(all);
        ordered.sort((a, b) -> Boolean.compare(b.snapshot() == first, a.snapshot() == first));
        return ordered;
    }

    /** Looks at things as before anything was chosen, for another session. */
    void reset() {
        comparing = false;
        cameras.reset();
        main.modeProperty().set(ColorRange.Mode.FRAME);
        colors.clear();
        chosen.clear();
        overlays.clear();
        measures.clear();
        pinned = List.of();
        suspend();
        shares = List.of();
        toMaximise = Optional.empty();
    }

    /** Nobody looks: gives back what pictures need; {@link #arrange} makes them anew. */
    void suspend() {
        List<List<Double>> borders = shares();
        Optional<String> large = maximised.map(v -> v.pane().id());
        closeViews();
        getChildren().clear();
        arranged = "";
        shares = borders;
        toMaximise = large;
    }

    /** Where the borders are now, from the outside in. */
    private List<List<Double>> shares() {
        return getChildren().isEmpty() ? shares : splits(getChildren().getFirst(), new ArrayList<>()).stream().map(Split::shares).toList();
    }

    private void closeViews() {
        shares = List.of();
        maximised = Optional.empty();
        shown.forEach(s -> s.view().close());
        shown.clear();
    }

    /** What a session keeps of the way things are looked at. */
    ViewSettings view() {
        Camera2D c = cameras.planeProperty().get();
        OrbitCamera o = cameras.orbitProperty().get();
        Map<String, ViewSettings.Range> fixed = new LinkedHashMap<>();
        colors.forEach((quantity, m) -> m.fixedProperty().get().ifPresent(r -> fixed.put(quantity, new ViewSettings.Range(r.min(), r.max(), r.log()))));
        Map<String, List<String>> on = new LinkedHashMap<>();
        overlays.forEach((pane, all) -> on.put(pane, all.stream().sorted().map(SavedView::word).toList()));
        return new ViewSettings(workspace.selected().map(r -> chosen(r.experiment())).orElse(List.of()),
                maximised.map(v -> v.pane().id()).or(() -> toMaximise), isComparing(),
                Math.max(0, workspace.selected().map(workspace.runs()::indexOf).orElse(0)), shares(),
                Optional.of(new ViewSettings.Camera(c.x(), c.y(), c.zoom())),
                Optional.of(new ViewSettings.Orbit(o.azimuth(), o.elevation(), o.zoom(), o.u(), o.v(), o.w(), light(o))),
                Optional.of(main.colormapProperty().get().name()), Optional.of(SavedView.word(main.modeProperty().get())), fixed, on, pinned,
                kept());
    }

    private static Optional<ViewSettings.Light> light(OrbitCamera o) {
        return Optional.of(o.light()).filter(l -> !l.equals(Light.STANDARD)).map(l -> new ViewSettings.Light(l.x(), l.y(), l.z()));
    }

    private Map<String, Measures> kept() {
        Map<String, Measures> some = new LinkedHashMap<>(measures);
        some.values().removeIf(Measures.NONE::equals);
        return some;
    }

    /** Looks at things as a session says. */
    void restore(ViewSettings settings) {
        SavedView saved = new SavedView(settings);
        cameras.planeProperty().set(saved.camera());
        cameras.orbitProperty().set(saved.orbit());
        settings.colormap().ifPresent(_ -> main.colormapProperty().set(saved.colormap()));
        pinned = settings.pinned();
        settings.overlays().keySet().forEach(pane -> overlays.put(pane, saved.overlays(pane)));
        measures.putAll(settings.measures());
        settings.fixed().keySet().forEach(quantity -> colorModel(quantity).fixedProperty().set(saved.fixed(quantity)));
        List<OpenRun> runs = workspace.runs();
        if (settings.selected() < runs.size()) {
            workspace.select(runs.get(settings.selected()).id());
        }
        workspace.selected().map(OpenRun::experiment).ifPresent(e -> chosen.put(e.id(), saved.panes(e).stream().map(Pane::id).toList()));
        suspend();
        shares = settings.shares();
        toMaximise = settings.maximised();
        setComparing(settings.compare());
        main.modeProperty().set(saved.mode());
    }

    @Override
    public void close() {
        closeViews();
    }
}
