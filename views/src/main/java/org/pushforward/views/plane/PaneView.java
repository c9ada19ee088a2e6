package org.pushforward.views.plane;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.AccessibleRole;
import javafx.application.ConditionalFeature;
import javafx.application.Platform;
import javafx.beans.InvalidationListener;
import javafx.beans.WeakInvalidationListener;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.run.Measures;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.control.Theme;
import org.pushforward.views.raster.Difference;
import org.pushforward.views.raster.Overlay;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.PaneRenderer;
import org.pushforward.views.raster.PlaneTransform;
import org.pushforward.views.raster.Probe;
import org.pushforward.views.raster.RunHistory;
import org.pushforward.views.raster.SnapshotHistory;
import org.pushforward.views.raster.SpaceModel;
import org.pushforward.views.raster.ViewState;
import org.pushforward.views.space.SceneView;

/**
 * One pane of the window: title, tools and picture of an {@link Pane} for one or more runs. Panes that share a {@link CameraModel} or a
 * {@link ColorRangeModel} move and color together. Pictures are drawn by a {@link RenderWorker}; surfaces in space by the graphics
 * card where there is 3D and it is fast enough. Must be closed.
 */
public final class PaneView extends BorderPane implements AutoCloseable {

    /** What the user does that a pane cannot do itself. */
    public interface Listener {

        /** A part x0, y0, x1, y1, … of the stroke of a brush that is held, in domain coordinates; a negative strength takes away. */
        void onPaint(List<Double> xy, double radius, double strength);

        /** The brush was lifted. */
        void onPainted();

        /** Show only this pane, or all again. */
        void onMaximise(boolean maximised);

        /** Save what the pane shows; any size may be drawn. */
        void onExport(PaneContent content, ViewState view);

        /** Say what the pane shows. */
        default void onExplain(PaneView view, PaneContent content) { }

        /** A picture could not be drawn. */
        void onBroken(RuntimeException e);
    }

    private final Pane pane;
    private final CameraModel cameras;
    private final ColorRangeModel colors;
    private final Listener listener;
    private final RenderWorker worker;
    private final PixelSurface surface = new PixelSurface(this::render);
    private final Optional<SceneView> space;
    private final PaneHead head;
    private final StackPane body = new StackPane(surface);
    private final BooleanProperty probing = new SimpleBooleanProperty(this, "probing");
    private final BooleanProperty brushing = new SimpleBooleanProperty(this, "brushing");
    private final BooleanProperty brushAvailable = new SimpleBooleanProperty(this, "brushAvailable");
    private final BooleanProperty maximised = new SimpleBooleanProperty(this, "maximised");
    private final DoubleProperty brushRadius = new SimpleDoubleProperty(this, "brushRadius", 0.05);
    private final ObjectProperty<Set<Overlay>> overlays = new SimpleObjectProperty<>(this, "overlays", ViewState.DARK.overlays());
    private final ObjectProperty<Optional<ViewState.Point>> probe = new SimpleObjectProperty<>(this, "probe", Optional.empty());
    private final ObjectProperty<Measures> measures = new SimpleObjectProperty<>(this, "measures", Measures.NONE);
    private final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(this, "theme", Theme.DARK);
    private final InvalidationListener changed = _ -> render();
    private final InvalidationListener fixing = _ -> rangeModeChanged();
    private List<ShownRun> shown = List.of();
    private Optional<ShownRun> reference = Optional.empty();
    private Optional<PaneContent> content = Optional.empty();
    private Optional<PaneContent> difference = Optional.empty();
    private boolean isOfRuns;
    private Optional<RenderWorker.Picture> picture = Optional.empty();
    private final ReadOnlyObjectWrapper<Optional<ColorRange>> shownRange = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final Stopwatch handingOver = new Stopwatch();
    private long pictures;
    private boolean smooth3d;

    public PaneView(Pane pane, CameraModel cameras, ColorRangeModel colors, Listener listener) {
        this(pane, cameras, colors, listener, Platform.isSupported(ConditionalFeature.SCENE3D));
    }

    /** {@code scene3d} false draws surfaces in software, as does a machine without 3D. */
    public PaneView(Pane pane, CameraModel cameras, ColorRangeModel colors, Listener listener, boolean scene3d) {
        this.pane = pane;
        this.cameras = cameras;
        this.colors = colors;
        this.listener = listener;
        worker = new RenderWorker(new PaneRenderer(colors.toDate()), this::handOver, listener::onBroken);
        smooth3d = scene3d && pane.kind() == Pane.Kind.SPACE;
        space = smooth3d ? Optional.of(new SceneView(this::drawInSoftware)) : Optional.empty();
        space.ifPresent(s -> {
            s.setId("space-" + pane.id());
            body.getChildren().add(s);
        });
        setId("pane-" + pane.id());
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(pane.title());
        getStyleClass().add("pane-view");
        body.getStyleClass().add("body");
        body.setMinSize(0, 0);
        setMinSize(0, 0);
        surface.setId("surface-" + pane.id());
        surface.setAccessibleText(pane.title());
        head = new PaneHead(pane.title(), pane.subtitle(), new PaneToolbar(this, pane, colors), this);
        setTop(head);
        setCenter(body);
        new PaneGestures(this, surface).install();
        // Weak: cameras and colors are shared and outlive the pane.
        WeakInvalidationListener weak = new WeakInvalidationListener(changed);
        List.of(cameras.planeProperty(), cameras.orbitProperty(), colors.colormapProperty(), colors.modeProperty(),
                colors.fixedProperty(), overlays, probe, measures, theme).forEach(p -> p.addListener(weak));
        colors.modeProperty().addListener(new WeakInvalidationListener(fixing));
        overlays.addListener((_, was, now) -> {
            if (was.contains(Overlay.DIFFERENCE) != now.contains(Overlay.DIFFERENCE)) {
                subtract();
                render();
            }
        });
        measures.addListener((_, was, now) -> {
            if (!was.less().equals(now.less())) {
                subtract();
                render();
            }
        });
        probing.addListener((_, _, on) -> {
            if (!on) {
                probe.set(Optional.empty());
            }
        });
    }

    /** Shows a run. */
    public void show(RunSnapshot snapshot) {
        show(List.of(new ShownRun("", snapshot, 0)));
    }

    /** Shows the first run, and in a history pane the others with it. */
    public void show(List<ShownRun> runs) {
        show(runs, Optional.empty());
    }

    /** The same, beside a run that it may be compared with. What it shows already is not drawn anew. */
    public void show(List<ShownRun> runs, Optional<ShownRun> other) {
        List<ShownRun> matter = pane.kind() == Pane.Kind.HISTORY ? List.copyOf(runs) : List.of(runs.getFirst());
        if (matter.equals(shown) && other.equals(reference)) {
            return;
        }
        shown = matter;
        reference = other;
        List<RunHistory> histories = runs.stream()
                .map(r -> new RunHistory(r.name(), new SnapshotHistory(r.snapshot().history()), r.color())).toList();
        content = Optional.of(new PaneContent(pane, runs.getFirst().snapshot().frame(), histories, List.of()));
        subtract();
        render();
    }

    private void subtract() {
        Optional<PaneContent> ofRuns = reference.filter(_ -> overlays.get().contains(Overlay.DIFFERENCE)).flatMap(r -> content.flatMap(c -> Difference.of(c, r.snapshot().frame())));
        isOfRuns = ofRuns.isPresent();
        difference = ofRuns.or(() -> measures.get().less().flatMap(l -> content.flatMap(c -> Difference.of(c, l))));
    }

    /** Whether what the run has more than another one is shown. */
    public boolean isDifference() {
        return isOfRuns;
    }

    /** Layers that could be taken away from what is shown. */
    List<Layer> subtrahends() {
        return content.map(Difference::subtrahends).orElse(List.of());
    }

    public Pane pane() {
        return pane;
    }

    /** Other words above the picture. */
    public void setTexts(String title, String subtitle) {
        head.setTexts(title, subtitle);
    }

    /** What is drawn: the run, or its difference from another one. */
    private Optional<PaneContent> drawn() {
        return difference.or(() -> content);
    }

    /** How the pane is looked at now, at the given number of pixels per unit of length. */
    public ViewState viewState(double scale) {
        ViewState view = new ViewState(theme.get().colors(), scale, cameras.planeProperty().get(), cameras.orbitProperty().get(),
                colors.colormapProperty().get(), colors.modeProperty().get(), colors.fixedProperty().get(), overlays.get(), probe.get(),
                measures.get());
        return difference.map(d -> Difference.view(view, d)).orElse(view);
    }

    private void render() {
        if (content.isEmpty()) {
            return;
        }
        if (surface.pixelWidth() > 0 && surface.pixelHeight() > 0) {
            worker.request(new RenderWorker.Request(drawn().orElseThrow(), viewState(surface.scale()), surface.pixelWidth(), surface.pixelHeight(), !smooth3d));
        }
    }

    private void drawInSoftware() {
        smooth3d = false;
        space.ifPresent(v -> {
            body.getChildren().remove(v);
            v.clear();
        });
        render();
    }

    private void handOver(RenderWorker.Picture p) {
        handingOver.begin();
        surface.show(p.raster());
        picture = Optional.of(p);
        shownRange.set(p.rendered().range());
        if (smooth3d) {
            p.rendered().scene().ifPresentOrElse(this::showSolids, () -> space.ifPresent(SceneView::clear));
        }
        pictures++;
        handingOver.end();
    }

    /** With the graphics card, at the same moment as the axes; what takes it too long is drawn in software from now on. */
    private void showSolids(SpaceModel.Seen seen) {
        if (SceneView.canShow(seen.model())) {
            space.ifPresent(v -> v.show(seen, surface.scale()));
        } else {
            drawInSoftware();
        }
    }

    /** What the worker and the FX thread spent on the latest picture; NaN before the first. */
    public double rasterSeconds() {
        return picture.map(RenderWorker.Picture::rasterSeconds).orElse(Double.NaN);
    }

    /** What handing over the latest picture cost the FX thread, by its own clock; NaN before the first. */
    public double handOverSeconds() {
        return handingOver.workSeconds();
    }

    /** How many pictures were handed over so far. */
    public long pictures() {
        return pictures;
    }

    /** The step whose picture is on the screen; -1 before the first. */
    public long shownStep() {
        return picture.map(p -> p.request().content().frame().step()).orElse(-1L);
    }

    /** What the probe reads in the latest picture. */
    public Optional<Probe> reading() {
        return picture.flatMap(p -> p.rendered().probe());
    }

    /** From where to where a volume that the pane cuts through reaches, and where it is cut when nobody chose. */
    record Depth(double low, double high, double now) { }

    Optional<Depth> depth() {
        return drawn().stream().flatMap(c -> pane.drawings().stream()
                .filter(d -> d.style() != Pane.Style.ISOSURFACE && d.style() != Pane.Style.PROJECTION)
                .flatMap(d -> c.frame().layer(d.layer()).stream().filter(Layer.Volume.class::isInstance).map(Layer.Volume.class::cast)
                        .map(v -> new Depth(v.z0(), v.z1(), Double.isNaN(d.level()) ? 0.5 * (v.z0() + v.z1()) : d.level())))).findFirst();
    }

    /** Between the device pixels of the latest picture and the domain. */
    Optional<PlaneTransform> transform() {
        return picture.flatMap(p -> p.rendered().transform());
    }

    /** Device pixels per unit of the 3D scene in the latest picture; 0 in the plane. */
    double sceneScale() {
        return picture.map(p -> p.rendered().sceneScale()).orElse(0.0);
    }

    /** The view that the latest picture was drawn for. */
    Optional<ViewState> drawnView() {
        return picture.map(p -> p.request().view());
    }

    CameraModel cameras() {
        return cameras;
    }

    Listener listener() {
        return listener;
    }

    ObjectProperty<Optional<ViewState.Point>> probeProperty() {
        return probe;
    }

    public void resetCamera() {
        cameras.reset();
    }

    public void export() {
        drawn().ifPresent(c -> listener.onExport(c, viewState(1)));
    }

    public void explain() {
        content.ifPresent(c -> listener.onExplain(this, c));
    }

    public void toggleMaximised() {
        maximised.set(!maximised.get());
        listener.onMaximise(maximised.get());
    }

    /** FIXED keeps the range that is shown now. */
    void chooseRange(ColorRange.Mode mode) {
        if (mode == ColorRange.Mode.FIXED) {
            colors.fixedProperty().set(shownRange());
        }
        colors.modeProperty().set(mode);
    }

    /** Spans the given values from now on. */
    void fixRange(ColorRange range) {
        colors.fixedProperty().set(Optional.of(range));
        colors.modeProperty().set(ColorRange.Mode.FIXED);
    }

    ColorRange.Mode rangeMode() {
        return colors.modeProperty().get();
    }

    /** Panes share the mode: one that was never given a range keeps what it shows when all are fixed. */
    private void rangeModeChanged() {
        if (rangeMode() == ColorRange.Mode.FIXED && colors.fixedProperty().get().isEmpty()) {
            colors.fixedProperty().set(shownRange());
        }
    }

    /** The range of the color bar in the latest picture. */
    Optional<ColorRange> shownRange() {
        return shownRange.get();
    }

    ReadOnlyObjectProperty<Optional<ColorRange>> shownRangeProperty() {
        return shownRange.getReadOnlyProperty();
    }

    public BooleanProperty probingProperty() {
        return probing;
    }

    public BooleanProperty brushingProperty() {
        return brushing;
    }

    /** Whether the run accepts strokes. */
    public BooleanProperty brushAvailableProperty() {
        return brushAvailable;
    }

    /** Radius of the brush in units of the domain. */
    public DoubleProperty brushRadiusProperty() {
        return brushRadius;
    }

    public BooleanProperty maximisedProperty() {
        return maximised;
    }

    public ObjectProperty<Set<Overlay>> overlaysProperty() {
        return overlays;
    }

    /** Places and a line whose values are shown. */
    public ObjectProperty<Measures> measuresProperty() {
        return measures;
    }

    public ObjectProperty<Theme> themeProperty() {
        return theme;
    }

    @Override
    public void close() {
        shown = List.of();
        worker.close();
        content = Optional.empty();
        difference = Optional.empty();
        reference = Optional.empty();
        space.ifPresent(SceneView::clear);
    }
}
