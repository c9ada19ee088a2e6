package org.pushforward.app.window;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.StackPane;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.control.Theme;
import org.pushforward.views.plane.CameraModel;
import org.pushforward.views.plane.ColourRangeModel;
import org.pushforward.views.plane.PaneView;
import org.pushforward.views.plane.ShownRun;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.Page;
import org.pushforward.views.raster.SavedView;
import org.pushforward.views.raster.ViewState;

/**
 * The panes in the middle. One run: the panes that were chosen, the first large on the left, up to three stacked on the right.
 * Compared: the first pane of every run side by side with a plot of all their histories, coloured by the range of all of them. Borders
 * can be dragged, one pane can fill the area. Pictures of the plane share one camera, panes of the same quantity one colour range.
 */
final class PaneArea extends StackPane implements AutoCloseable {

    private static final String FIXED = "fixed ";

    private final Workspace workspace;
    private final PaneView.Listener actions;
    private final CameraModel cameras = new CameraModel();
    private final Map<String, ColourRangeModel> colours = new LinkedHashMap<>();
    private final ColourRangeModel main = new ColourRangeModel();
    private final List<Shown> shown = new ArrayList<>();
    private final Map<String, List<String>> chosen = new LinkedHashMap<>();
    private final StackPane hole = new StackPane();
    private String arranged = "";
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

    /** Side by side, colours span what all runs have shown so far; alone, they span the frame again. */
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

    boolean isComparing() {
        return comparing && workspace.runs().size() > 1;
    }

    CameraModel cameras() {
        return cameras;
    }

    ColourRangeModel colours() {
        return main;
    }

    /** The picture that takes most room, for tests and for exporting. */
    Optional<PaneView> first() {
        return shown.stream().map(Shown::view).findFirst();
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
        String wanted = isComparing() ? "compare " + workspace.runs().stream().map(r -> r.id() + r.name()).toList()
                : run.experiment().id() + chosen(run.experiment());
        if (!wanted.equals(arranged)) {
            arranged = wanted;
            closeViews();
            getChildren().setAll(isComparing() ? compared() : single(run));
        }
        fill();
    }

    private Node single(OpenRun run) {
        List<Node> views = new ArrayList<>();
        chosen(run.experiment()).forEach(id -> run.experiment().panes().stream().filter(p -> p.id().equals(id))
                .forEach(p -> views.add(view(p, ""))));
        Node first = views.removeFirst();
        return views.isEmpty() ? first : split(Orientation.HORIZONTAL, List.of(first, split(Orientation.VERTICAL, views)), Page.MAIN_SHARE);
    }

    private Node compared() {
        List<OpenRun> runs = workspace.runs();
        List<Node> pictures = new ArrayList<>();
        for (OpenRun r : runs) {
            Pane p = r.experiment().panes().getFirst();
            pictures.add(view(p.titled(r.name(), p.title()), r.id()));
        }
        Optional<Node> history = runs.getFirst().experiment().panes().stream().filter(p -> p.kind() == Pane.Kind.HISTORY).findFirst().map(h -> view(h, ""));
        if (runs.size() < 4) {
            Node row = split(Orientation.HORIZONTAL, pictures);
            return history.map(h -> split(Orientation.VERTICAL, List.of(row, h), 0.68)).orElse(row);
        }
        // Four have more room as two by two with the plot at their side.
        Node square = split(Orientation.VERTICAL, List.of(split(Orientation.HORIZONTAL, pictures.subList(0, 2)),
                split(Orientation.HORIZONTAL, pictures.subList(2, 4))));
        return history.map(h -> split(Orientation.HORIZONTAL, List.of(square, h), 0.62)).orElse(square);
    }

    private static Node split(Orientation orientation, List<? extends Node> parts, Double... dividers) {
        return new Split(orientation, parts, List.of(dividers));
    }

    private PaneView view(Pane pane, String run) {
        // One colour range for panes that show the same quantity.
        String quantity = (pane.alike().isEmpty() ? pane.drawings().stream().map(d -> d.layer() + "." + d.field()).toList() : pane.alike())
                .toString();
        ColourRangeModel range = colourModel(quantity);
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
            public void onBroken(RuntimeException e) {
                actions.onBroken(e);
            }
        });
        made[0].themeProperty().set(theme);
        workspace.selected().ifPresent(r -> made[0].brushAvailableProperty().set(r.experiment().paintable()));
        shown.add(new Shown(made[0], run));
        return made[0];
    }

    private ColourRangeModel colourModel(String quantity) {
        return colours.computeIfAbsent(quantity, _ -> {
            ColourRangeModel m = new ColourRangeModel();
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
            run.flatMap(OpenRun::snapshot).ifPresent(first -> s.view().show(inOrder(all, first)));
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
        colours.clear();
        chosen.clear();
        suspend();
    }

    /** Nobody looks: gives back what pictures need; {@link #arrange} makes them anew. */
    void suspend() {
        closeViews();
        getChildren().clear();
        arranged = "";
    }

    private void closeViews() {
        maximised = Optional.empty();
        shown.forEach(s -> s.view().close());
        shown.clear();
    }

    /** What a session keeps of the way things are looked at. */
    Map<String, String> view() {
        Map<String, String> view = new LinkedHashMap<>();
        view.put("camera", SavedView.word(cameras.planeProperty().get()));
        view.put("colormap", main.colormapProperty().get().name());
        view.put("range", main.modeProperty().get().name().toLowerCase(Locale.ROOT));
        view.put("compare", String.valueOf(isComparing()));
        colours.forEach((quantity, m) -> m.fixedProperty().get()
                .ifPresent(r -> view.put(FIXED + quantity, r.min() + "," + r.max() + "," + r.log())));
        workspace.selected().ifPresent(r -> view.put("panes", String.join(",", chosen(r.experiment()))));
        return view;
    }

    /** Looks at things as a session says; what it does not say, or says wrongly, stays as it is. */
    void restore(Map<String, String> view) {
        ViewState seen = SavedView.restored(ViewState.DARK.withCamera(cameras.planeProperty().get())
                .withColormap(main.colormapProperty().get()), view);
        cameras.planeProperty().set(seen.camera());
        main.colormapProperty().set(seen.colormap());
        workspace.selected().map(OpenRun::experiment).ifPresent(e -> {
            List<String> ids = List.of(view.getOrDefault("panes", "").split(",")).stream().distinct().limit(Page.MAX_PANES)
                    .filter(id -> e.panes().stream().anyMatch(p -> p.id().equals(id))).toList();
            if (!ids.isEmpty()) {
                chosen.put(e.id(), ids);
            }
        });
        setComparing(Boolean.parseBoolean(view.get("compare")));
        view.forEach((name, text) -> {
            if (name.startsWith(FIXED)) {
                fix(colourModel(name.substring(FIXED.length())), text.split(","));
            }
        });
        for (ColorRange.Mode m : ColorRange.Mode.values()) {
            if (m.name().toLowerCase(Locale.ROOT).equals(view.get("range"))) {
                main.modeProperty().set(m);
            }
        }
    }

    private static void fix(ColourRangeModel model, String[] range) {
        try {
            model.fixedProperty().set(Optional.of(new ColorRange(Double.parseDouble(range[0]), Double.parseDouble(range[1]),
                    Boolean.parseBoolean(range[2]))));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            model.fixedProperty().set(Optional.empty());
        }
    }

    @Override
    public void close() {
        closeViews();
    }
}
