package org.pushforward.views.space;

import java.util.Optional;
import javafx.animation.PauseTransition;
import javafx.beans.InvalidationListener;
import javafx.beans.WeakInvalidationListener;
import javafx.beans.property.ObjectProperty;
import javafx.geometry.Point3D;
import javafx.scene.AmbientLight;
import javafx.scene.DirectionalLight;
import javafx.scene.Group;
import javafx.scene.SceneAntialiasing;
import javafx.scene.SubScene;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.PhongMaterial;
import javafx.scene.shape.CullFace;
import javafx.scene.shape.DrawMode;
import javafx.scene.shape.MeshView;
import javafx.scene.transform.Translate;
import javafx.util.Duration;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.ColorRanges;
import org.pushforward.views.colormap.ColorScale;
import org.pushforward.views.colormap.Colormap;
import org.pushforward.views.raster.OrbitCamera;
import org.pushforward.views.raster.Overlay;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.ViewState;

/**
 * A scalar field as a lit surface. Drag turns, with Shift it moves, the wheel zooms, double-click shows everything again. While frames come in, at most
 * 128² vertices are shown; at rest, 256². Needs {@code ConditionalFeature.SCENE3D}.
 */
public final class SurfaceView extends Region implements AutoCloseable {

    private static final int MOVING = 128;
    private static final int STILL = 256;

    /** What is shown. */
    private record Shown(Layer.ScalarField field, ColorScale scale, ColorRange heights) { }

    /** Where a drag began. */
    private record Grip(double x, double y, OrbitCamera orbit) { }

    private final ObjectProperty<OrbitCamera> orbit;
    private final ColorRanges toDate;
    private final SurfaceCamera camera = new SurfaceCamera();
    private final MeshView surface = new MeshView();
    private final MeshView lines = new MeshView();
    private final SurfaceBox box = new SurfaceBox();
    private final ColorBarNode bar = new ColorBarNode();
    private final SubScene scene;
    private final Smoothness smoothness;
    private final InvalidationListener turned = _ -> changed();
    /** Weak: the camera is shared and outlives the view. */
    private final InvalidationListener weaklyTurned = new WeakInvalidationListener(turned);
    private final PauseTransition rest = new PauseTransition(Duration.millis(300));
    private Optional<Shown> shown = Optional.empty();
    private Optional<SurfaceGeometry> moving = Optional.empty();
    private Optional<SurfaceGeometry> still = Optional.empty();
    private Optional<Colormap> palette = Optional.empty();
    private Optional<Grip> grip = Optional.empty();
    private Optional<Runnable> afterDrag = Optional.empty();

    /**
     * A view without content.
     *
     * @param toDate the ranges of the mode "run to date"
     * @param tooSlow called when this machine cannot turn the surface smoothly; not during a drag
     */
    public SurfaceView(ObjectProperty<OrbitCamera> orbit, ColorRanges toDate, Runnable tooSlow) {
        this.orbit = orbit;
        this.smoothness = new Smoothness(() -> giveUp(tooSlow));
        this.toDate = toDate;
        getStyleClass().add("surface-view");
        setMinSize(0, 0);
        surface.setCullFace(CullFace.NONE);
        surface.getTransforms().add(camera.turn());
        lines.setDrawMode(DrawMode.LINE);
        lines.setCullFace(CullFace.NONE);
        // Lifted by less than a pixel, so that the surface does not swallow them.
        lines.getTransforms().addAll(camera.turn(), new Translate(0, 0, 0.002));
        // The same light as in the software projection: from above the viewer's left shoulder, 0.45 + 0.65·cos.
        DirectionalLight sun = new DirectionalLight(Color.gray(0.65));
        scene = new SubScene(new Group(surface, lines, new AmbientLight(Color.gray(0.45)), sun), 1, 1, true, SceneAntialiasing.BALANCED);
        sun.setDirection(new Point3D(0.45, 0.77, 0.45));
        scene.setFill(Color.TRANSPARENT);
        scene.setCamera(camera.eye());
        scene.setManaged(false);
        getChildren().addAll(box, scene, bar);
        rest.setOnFinished(_ -> shown.ifPresent(s -> still = Optional.of(draw(s, still, STILL))));
        orbit.addListener(weaklyTurned);
        listen();
    }

    /** Whether this view draws the pane: a field as a surface and nothing else. */
    public static boolean canShow(PaneContent content) {
        Pane pane = content.pane();
        return pane.kind() == Pane.Kind.SPACE && pane.drawings().size() == 1 && pane.drawings().getFirst().style() == Pane.Style.SURFACE
                && content.frame().layer(pane.drawings().getFirst().layer()).filter(l -> l instanceof Layer.ScalarField).isPresent();
    }

    /** Shows content that it {@link #canShow}. */
    public void show(PaneContent content, ViewState view) {
        Pane.Drawing drawing = content.pane().drawings().getFirst();
        Layer.ScalarField f = (Layer.ScalarField) content.frame().layer(drawing.layer()).orElseThrow();
        ColorRange frame = ColorRange.of(f.values(), content.pane().logScale());
        ColorRange run = toDate.widen(drawing.layer() + "." + drawing.field() + (frame.log() ? " log" : ""), frame);
        ColorRange range = switch (view.rangeMode()) {
            case FRAME -> frame;
            case RUN -> run;
            case FIXED -> view.fixedRange().orElse(frame);
        };
        Shown s = new Shown(f, new ColorScale(range, view.colormap(), view.theme().undefined()), ColorRange.of(f.values(), false));
        boolean same = shown.filter(o -> o.field() == f).isPresent();
        shown = Optional.of(s);
        paint(s.scale());
        if (same && still.isPresent() && surface.getMesh() == still.get().mesh()) {
            still = Optional.of(draw(s, still, STILL));
        } else {
            moving = Optional.of(draw(s, moving, MOVING));
            rest.playFromStart();
        }
        lines.setVisible(view.shows(Overlay.MESH_LINES));
        lines.setMaterial(new PhongMaterial(colour(view.theme().cellLine())));
        bar.setVisible(view.shows(Overlay.COLOUR_BAR));
        bar.show(s.scale(), f.quantity());
        changed();
    }

    private void changed() {
        smoothness.changed();
        requestLayout();
    }

    private void giveUp(Runnable tooSlow) {
        if (grip.isPresent()) {
            afterDrag = Optional.of(tooSlow);
        } else {
            tooSlow.run();
        }
    }

    private SurfaceGeometry draw(Shown s, Optional<SurfaceGeometry> present, int limit) {
        SurfaceGeometry g = present.filter(p -> p.fits(s.field(), limit)).orElseGet(() -> new SurfaceGeometry(s.field(), limit));
        g.update(s.field(), s.heights().min(), s.heights().max(), s.scale());
        surface.setMesh(g.mesh());
        lines.setMesh(g.lines());
        return g;
    }

    private void paint(ColorScale scale) {
        if (!palette.equals(Optional.of(scale.map()))) {
            palette = Optional.of(scale.map());
            int[] p = SurfaceGeometry.Palette.pixels(scale);
            WritableImage image = new WritableImage(p.length, 1);
            image.getPixelWriter().setPixels(0, 0, p.length, 1, PixelFormat.getIntArgbInstance(), p, 0, p.length);
            PhongMaterial material = new PhongMaterial(Color.WHITE);
            material.setDiffuseMap(image);
            surface.setMaterial(material);
        }
    }

    private static Color colour(int argb) {
        return Color.rgb(argb >> 16 & 255, argb >> 8 & 255, argb & 255, (argb >>> 24) / 255.0);
    }

    /** The range that the colours span now. */
    public Optional<ColorRange> shownRange() {
        return shown.map(s -> s.scale().range());
    }

    /**
     * Gives back what the picture needs. A view that nobody looks at any more must not refine its surface after the pause: its meshes and
     * its part of the screen are megabytes outside the heap, which no collector sees.
     */
    @Override
    public void close() {
        orbit.removeListener(weaklyTurned);
        rest.stop();
        smoothness.stop();
        shown = Optional.empty();
        moving = Optional.empty();
        still = Optional.empty();
        surface.setMesh(null);
        lines.setMesh(null);
        getChildren().clear();
    }

    @Override
    protected void layoutChildren() {
        double barWidth = bar.isVisible() ? Math.ceil(bar.prefWidth(-1)) + 8 : 0;
        double w = Math.max(1, getWidth() - barWidth);
        double h = Math.max(1, getHeight());
        scene.setWidth(w);
        scene.setHeight(h);
        double margin = Math.min(24, 0.1 * h);
        bar.resizeRelocate(w + 8, margin, barWidth, Math.max(1, h - 2 * margin));
        shown.ifPresent(s -> {
            double longer = Math.max(s.field().domain().width(), s.field().domain().height());
            double su = s.field().domain().width() / longer;
            double sv = s.field().domain().height() / longer;
            camera.look(orbit.get(), su, sv, w, h);
            box.draw(camera, s.field().domain(), su, sv, s.heights().min(), s.heights().max());
        });
    }

    private void drag(Grip g, MouseEvent e) {
        double dx = e.getX() - g.x();
        double dy = e.getY() - g.y();
        orbit.set(e.isShiftDown() ? g.orbit().panned(dx / camera.scale(), dy / camera.scale()) : g.orbit().dragged(dx, dy));
    }

    private void listen() {
        addEventHandler(MouseEvent.MOUSE_PRESSED, e -> {
            if (e.getButton() == MouseButton.PRIMARY) {
                grip = Optional.of(new Grip(e.getX(), e.getY(), orbit.get()));
            }
        });
        addEventHandler(MouseEvent.MOUSE_DRAGGED, e -> grip.ifPresent(g -> drag(g, e)));
        addEventHandler(MouseEvent.MOUSE_RELEASED, _ -> {
            grip = Optional.empty();
            afterDrag.ifPresent(Runnable::run);
        });
        addEventHandler(MouseEvent.MOUSE_CLICKED, e -> {
            if (e.getClickCount() == 2) {
                orbit.set(OrbitCamera.STANDARD);
            }
        });
        addEventHandler(ScrollEvent.SCROLL, e -> {
            orbit.set(orbit.get().zoomed(e.getDeltaY() > 0 ? 1.15 : e.getDeltaY() < 0 ? 1 / 1.15 : 1));
            e.consume();
        });
    }
}
