package org.pushforward.views.plane;

import java.util.List;
import java.util.Optional;
import javafx.scene.Cursor;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Polyline;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.run.Measures;
import org.pushforward.views.raster.Camera2D;
import org.pushforward.views.raster.OrbitCamera;
import org.pushforward.views.raster.PlaneTransform;
import org.pushforward.views.raster.ViewState;

/**
 * The mouse on a picture: drag moves or turns (with Shift it moves in space too), the wheel zooms about the pointer, double-click shows
 * everything again. With the probe on, the pointer reads, a click pins a place or takes a pin away, dragging measures along a line and the
 * right button forgets all of it; with the brush on, dragging paints (Shift, Alt or the right button takes away) and Shift+wheel sets the
 * size. Else Shift+wheel moves the plane that cuts a volume. In space dragging with Ctrl turns the light, and Ctrl+wheel moves the plane that leaves out one side.
 */
final class PaneGestures {

    private static final double WHEEL_STEP = 1.15;
    /** Pixels within which a click means a pin, and beyond which a press becomes a drag. */
    private static final double NEAR = 9;
    private static final double STILL = 4;
    /** Of the depth of a volume, a turn of the wheel. */
    private static final double CUT_STEP = 1 / 32.0;

    /** Where a drag began: the camera and the map from pixels at that moment. */
    private record Grip(double x, double y, Camera2D camera, OrbitCamera orbit, Optional<PlaneTransform> transform) { }

    private final PaneView view;
    private final PixelSurface surface;
    private final Circle ring = new Circle();
    private final Polyline trail = new Polyline();
    private Optional<Grip> grip = Optional.empty();
    private Optional<ViewState.Point> from = Optional.empty();
    private boolean isLine;
    private boolean painting;
    private boolean erasing;

    PaneGestures(PaneView view, PixelSurface surface) {
        this.view = view;
        this.surface = surface;
    }

    void install() {
        ring.getStyleClass().add("brush-ring");
        trail.getStyleClass().add("brush-trail");
        trail.setStrokeLineCap(StrokeLineCap.ROUND);
        trail.setStrokeLineJoin(StrokeLineJoin.ROUND);
        surface.decorate(trail, ring);
        surface.addEventHandler(MouseEvent.MOUSE_PRESSED, this::press);
        surface.addEventHandler(MouseEvent.MOUSE_DRAGGED, this::drag);
        surface.addEventHandler(MouseEvent.MOUSE_RELEASED, this::release);
        surface.addEventHandler(MouseEvent.MOUSE_CLICKED, e -> {
            if (e.getClickCount() == 2 && e.getButton() == MouseButton.PRIMARY && !brushing()) {
                view.resetCamera();
            }
        });
        surface.addEventHandler(MouseEvent.MOUSE_MOVED, this::hover);
        surface.addEventHandler(MouseEvent.MOUSE_EXITED, _ -> leave());
        surface.addEventHandler(ScrollEvent.SCROLL, this::wheel);
        view.brushingProperty().addListener((_, _, on) -> {
            surface.setCursor(on ? Cursor.CROSSHAIR : Cursor.DEFAULT);
            ring.setVisible(false);
        });
    }

    private void press(MouseEvent e) {
        surface.requestFocus();
        if (brushing() && view.transform().isPresent()) {
            painting = true;
            erasing = e.isShiftDown() || e.isAltDown() || e.getButton() == MouseButton.SECONDARY;
            trail.getPoints().clear();
            trail.setStrokeWidth(2 * radiusOnScreen());
            trail.setVisible(true);
            paintTo(e);
        } else if (probing() && e.getButton() == MouseButton.SECONDARY) {
            Measures m = view.measuresProperty().get();
            view.measuresProperty().set(m.cleared());
        } else if (e.getButton() == MouseButton.PRIMARY) {
            from = probing() && !isSpace() ? at(e) : Optional.empty();
            isLine = false;
            grip = Optional.of(new Grip(e.getX(), e.getY(), view.cameras().planeProperty().get(), view.cameras().orbitProperty().get(),
                    view.transform()));
        }
    }

    private void drag(MouseEvent e) {
        hover(e);
        if (painting) {
            paintTo(e);
        }
        grip.ifPresent(g -> {
            if (from.isPresent()) {
                measureAlong(g, e);
                return;
            }
            double dx = e.getX() - g.x();
            double dy = e.getY() - g.y();
            if (isSpace() && e.isControlDown()) {
                view.cameras().orbitProperty().set(g.orbit().withLight(g.orbit().light().turned(dx, dy)));
            } else if (isSpace()) {
                double unit = view.sceneScale() / surface.scale();
                view.cameras().orbitProperty().set(e.isShiftDown() && unit > 0 ? g.orbit().panned(dx / unit, dy / unit) : g.orbit().dragged(dx, dy));
            } else {
                double s = surface.scale();
                g.transform().ifPresent(t -> view.cameras().planeProperty().set(t.dragged(g.camera(), s * dx, s * dy)));
            }
        });
    }

    private void release(MouseEvent e) {
        if (grip.isPresent() && !isLine) {
            from.ifPresent(p -> pin(e, p));
        }
        grip = Optional.empty();
        from = Optional.empty();
        if (painting) {
            painting = false;
            trail.setVisible(false);
            view.listener().onPainted();
        }
    }

    private Optional<ViewState.Point> at(MouseEvent e) {
        double s = surface.scale();
        return isSpace() ? Optional.of(new ViewState.Point(s * e.getX(), s * e.getY())) : view.transform().map(t -> new ViewState.Point(t.valueX(s * e.getX()), t.valueY(s * e.getY())));
    }

    /** In the map of the moment the drag began: the picture makes room for the profile meanwhile. */
    private void measureAlong(Grip g, MouseEvent e) {
        isLine |= Math.hypot(e.getX() - g.x(), e.getY() - g.y()) > STILL;
        if (isLine && g.transform().isPresent()) {
            PlaneTransform t = g.transform().get();
            double s = surface.scale();
            view.measuresProperty().set(view.measuresProperty().get().withLine(
                    new Measures.Line(from.orElseThrow().x(), from.orElseThrow().y(), t.valueX(s * e.getX()), t.valueY(s * e.getY()))));
        }
    }

    /** Pins the place; where one is pinned already, takes it away. */
    private void pin(MouseEvent e, ViewState.Point p) {
        Measures m = view.measuresProperty().get();
        double s = surface.scale();
        Optional<Measures.Spot> near = view.transform().flatMap(t -> m.pins().stream()
                .filter(q -> Math.hypot(t.pixelX(q.x()) / s - e.getX(), t.pixelY(q.y()) / s - e.getY()) < NEAR).findFirst());
        view.measuresProperty().set(near.map(m::withoutPin).orElseGet(() -> m.withPin(new Measures.Spot(p.x(), p.y()))));
    }

    private void paintTo(MouseEvent e) {
        view.transform().ifPresent(t -> {
            view.listener().onPaint(List.of(t.valueX(e.getX() * surface.scale()), t.valueY(e.getY() * surface.scale())),
                    view.brushRadiusProperty().get(), erasing ? -1 : 1);
            trail.getPoints().addAll(e.getX(), e.getY());
            // A polyline of one point draws nothing; a dot is a line to itself.
            if (trail.getPoints().size() == 2) {
                trail.getPoints().addAll(e.getX(), e.getY());
            }
        });
    }

    private void hover(MouseEvent e) {
        if (brushing()) {
            ring.setCenterX(e.getX());
            ring.setCenterY(e.getY());
            ring.setRadius(radiusOnScreen());
            ring.setVisible(true);
        }
        if (probing()) {
            view.probeProperty().set(at(e));
        }
    }

    private void leave() {
        ring.setVisible(false);
        view.probeProperty().set(Optional.empty());
    }

    private void wheel(ScrollEvent e) {
        // With Shift held a wheel scrolls sideways.
        double amount = e.getDeltaY() != 0 ? e.getDeltaY() : e.getDeltaX();
        if (amount == 0) {
            return;
        }
        double factor = amount > 0 ? WHEEL_STEP : 1 / WHEEL_STEP;
        if (brushing() && e.isShiftDown()) {
            view.brushRadiusProperty().set(view.brushRadiusProperty().get() * factor);
            ring.setRadius(radiusOnScreen());
        } else if (e.isShiftDown() && view.depth().isPresent()) {
            cut(view.depth().get(), amount > 0 ? CUT_STEP : -CUT_STEP);
        } else if (e.isControlDown() && isSpace() && view.measuresProperty().get().clip().isPresent()) {
            Measures m = view.measuresProperty().get();
            view.measuresProperty().set(m.withClip(m.clip().map(c -> new Measures.Clip(c.axis(), Math.clamp(c.share() + (amount > 0 ? CUT_STEP : -CUT_STEP), 0, 1), c.isAbove()))));
        } else if (isSpace()) {
            view.cameras().orbitProperty().set(view.cameras().orbitProperty().get().zoomed(factor));
        } else {
            zoom(e.getX() * surface.scale(), e.getY() * surface.scale(), factor);
        }
        e.consume();
    }

    /** Turns of the wheel may come faster than pictures: all of them are measured from the picture that is seen. */
    private void zoom(double px, double py, double factor) {
        view.transform().ifPresent(t -> view.drawnView().ifPresent(drawn -> {
            double wanted = view.cameras().planeProperty().get().zoom() * factor;
            view.cameras().planeProperty().set(t.zoomed(drawn.camera(), px, py, wanted / drawn.camera().zoom()));
        }));
    }

    private void cut(PaneView.Depth depth, double part) {
        double length = depth.high() - depth.low();
        double at = view.measuresProperty().get().cut().orElse(depth.now());
        view.measuresProperty().set(view.measuresProperty().get().withCut(Math.clamp(at + part * length, depth.low(), depth.high())));
    }

    private boolean isSpace() {
        return view.pane().kind() == Pane.Kind.SPACE;
    }

    private boolean probing() {
        return view.probingProperty().get();
    }

    private double radiusOnScreen() {
        return view.transform().map(t -> view.brushRadiusProperty().get() * t.x().a() / surface.scale()).orElse(0.0);
    }

    private boolean brushing() {
        return view.brushingProperty().get();
    }
}
