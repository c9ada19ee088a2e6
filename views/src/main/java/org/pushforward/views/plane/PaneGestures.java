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
import org.pushforward.views.raster.Camera2D;
import org.pushforward.views.raster.OrbitCamera;
import org.pushforward.views.raster.PlaneTransform;
import org.pushforward.views.raster.ViewState;

/**
 * The mouse on a picture: drag moves or turns (with Shift it moves in space too), the wheel zooms about the pointer, double-click shows
 * everything again. With the probe
 * on, the pointer reads; with the brush on, dragging paints (Shift, Alt or the right button takes away) and Shift+wheel sets the size.
 */
final class PaneGestures {

    private static final double WHEEL_STEP = 1.15;

    /** Where a drag began: the camera and the map from pixels at that moment. */
    private record Grip(double x, double y, Camera2D camera, OrbitCamera orbit, Optional<PlaneTransform> transform) { }

    private final PaneView view;
    private final PixelSurface surface;
    private final Circle ring = new Circle();
    private final Polyline trail = new Polyline();
    private Optional<Grip> grip = Optional.empty();
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
        surface.addEventHandler(MouseEvent.MOUSE_RELEASED, _ -> release());
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
        } else if (e.getButton() == MouseButton.PRIMARY) {
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
            double dx = e.getX() - g.x();
            double dy = e.getY() - g.y();
            if (view.pane().kind() == Pane.Kind.SPACE) {
                double unit = view.sceneScale() / surface.scale();
                view.cameras().orbitProperty().set(e.isShiftDown() && unit > 0 ? g.orbit().panned(dx / unit, dy / unit) : g.orbit().dragged(dx, dy));
            } else {
                double s = surface.scale();
                g.transform().ifPresent(t -> view.cameras().planeProperty().set(t.dragged(g.camera(), s * dx, s * dy)));
            }
        });
    }

    private void release() {
        grip = Optional.empty();
        if (painting) {
            painting = false;
            trail.setVisible(false);
            view.listener().onPainted();
        }
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
        if (view.probingProperty().get()) {
            double s = surface.scale();
            view.probeProperty().set(view.transform().map(t -> new ViewState.Point(t.valueX(s * e.getX()), t.valueY(s * e.getY()))));
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
        } else if (view.pane().kind() == Pane.Kind.SPACE) {
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

    private double radiusOnScreen() {
        return view.transform().map(t -> view.brushRadiusProperty().get() * t.x().a() / surface.scale()).orElse(0.0);
    }

    private boolean brushing() {
        return view.brushingProperty().get();
    }
}
