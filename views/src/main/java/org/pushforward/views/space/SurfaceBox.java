package org.pushforward.views.space;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Group;
import javafx.scene.control.Label;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import org.pushforward.engine.api.Rect;
import org.pushforward.views.control.NumberText;

/** The floor and the two far walls around a surface, behind it: their outlines, lines at round numbers, and the numbers outside. */
final class SurfaceBox extends Group {

    private static final double TICK_DISTANCE = 14;
    private static final double NAME_DISTANCE = 30;

    private final Path grid = path("box-grid");
    private final Path frame = path("box-frame");
    private final List<Label> labels = new ArrayList<>();
    private int used;

    SurfaceBox() {
        setManaged(false);
        setMouseTransparent(true);
        getChildren().addAll(grid, frame);
    }

    /** The base has size (su, sv) in the scene. */
    void draw(SurfaceCamera camera, Rect domain, double su, double sv, double low, double high) {
        double h = 0.5 * SurfaceGeometry.HEIGHT;
        // Seen from below, the far horizontal side is the upper one.
        double f = camera.depth(0, 0, h) > camera.depth(0, 0, -h) ? h : -h;
        double u = 0.5 * su;
        double v = 0.5 * sv;
        double farU = camera.depth(u, 0, 0) > camera.depth(-u, 0, 0) ? u : -u;
        double farV = camera.depth(0, v, 0) > camera.depth(0, -v, 0) ? v : -v;
        // Heights stand at the left of the two outer vertical edges, in place of the floor's number there.
        boolean first = camera.project(-farU, farV, 0).getX() < camera.project(farU, -farV, 0).getX();
        double edgeU = first ? -farU : farU;
        double edgeV = first ? farV : -farV;
        grid.getElements().clear();
        frame.getElements().clear();
        used = 0;
        for (double x : RoundNumbers.between(domain.x0(), domain.x1(), wanted(camera, 36, -u, -farV, f, u, -farV, f))) {
            double at = (x - domain.x0()) / domain.width() * su - u;
            line(camera, grid, at, -v, f, at, v, f);
            line(camera, grid, at, farV, -h, at, farV, h);
            if (at != edgeU || -farV != edgeV) {
                beyond(NumberText.scaleEnd(x), TICK_DISTANCE, camera.project(at, -farV, f), camera.project(at, farV, f));
            }
        }
        for (double y : RoundNumbers.between(domain.y0(), domain.y1(), wanted(camera, 36, -farU, -v, f, -farU, v, f))) {
            double at = (y - domain.y0()) / domain.height() * sv - v;
            line(camera, grid, -u, at, f, u, at, f);
            line(camera, grid, farU, at, -h, farU, at, h);
            if (at != edgeV || -farU != edgeU) {
                beyond(NumberText.scaleEnd(y), TICK_DISTANCE, camera.project(-farU, at, f), camera.project(farU, at, f));
            }
        }
        for (double z : RoundNumbers.between(low, high, wanted(camera, 20, edgeU, edgeV, -h, edgeU, edgeV, h))) {
            double at = (z - low) / (high - low) * 2 * h - h;
            line(camera, grid, -u, farV, at, u, farV, at);
            line(camera, grid, farU, -v, at, farU, v, at);
            Label l = label(NumberText.scaleEnd(z));
            Point2D p = camera.project(edgeU, edgeV, at);
            l.relocate(Math.round(p.getX() - 7 - l.getWidth()), Math.round(p.getY() - 0.5 * l.getHeight()));
        }
        beyond("x", NAME_DISTANCE, camera.project(0, -farV, f), camera.project(0, farV, f));
        beyond("y", NAME_DISTANCE, camera.project(-farU, 0, f), camera.project(farU, 0, f));
        line(camera, frame, -u, -v, f, u, -v, f, u, v, f, -u, v, f, -u, -v, f);
        line(camera, frame, -farU, farV, f, -farU, farV, -f, farU, farV, -f, farU, -farV, -f, farU, -farV, f);
        line(camera, frame, farU, farV, -h, farU, farV, h);
        labels.subList(used, labels.size()).forEach(l -> l.setVisible(false));
        hideColliding();
    }

    /** Names stay, then heights: what was placed last. */
    private void hideColliding() {
        List<Bounds> taken = new ArrayList<>();
        for (Label l : labels.subList(0, used).reversed()) {
            Bounds b = l.getBoundsInParent();
            l.setVisible(taken.stream().noneMatch(b::intersects));
            if (l.isVisible()) {
                taken.add(b);
            }
        }
    }

    /** How many numbers an edge has room for. */
    private static int wanted(SurfaceCamera camera, double spacing, double u0, double v0, double w0, double u1, double v1, double w1) {
        double length = camera.project(u0, v0, w0).distance(camera.project(u1, v1, w1));
        return (int) Math.clamp(length / spacing, 1, 5);
    }

    private static void line(SurfaceCamera camera, Path path, double... uvw) {
        for (int k = 0; k < uvw.length; k += 3) {
            Point2D p = camera.project(uvw[k], uvw[k + 1], uvw[k + 2]);
            path.getElements().add(k == 0 ? new MoveTo(p.getX(), p.getY()) : new LineTo(p.getX(), p.getY()));
        }
    }

    /** A text beyond the near end of a line of the floor. */
    private void beyond(String text, double distance, Point2D near, Point2D far) {
        Point2D along = near.subtract(far);
        if (along.magnitude() > 40) {
            Point2D at = near.add(along.normalize().multiply(distance));
            Label l = label(text);
            l.relocate(Math.round(at.getX() - 0.5 * l.getWidth()), Math.round(at.getY() - 0.5 * l.getHeight()));
        }
    }

    private Label label(String text) {
        if (used == labels.size()) {
            Label l = new Label();
            l.getStyleClass().addAll("mono", "muted", "axis");
            labels.add(l);
            getChildren().add(l);
        }
        Label l = labels.get(used++);
        l.setVisible(true);
        if (!l.getText().equals(text)) {
            l.setText(text);
        }
        l.applyCss();
        l.autosize();
        return l;
    }

    private static Path path(String styleClass) {
        Path p = new Path();
        p.getStyleClass().add(styleClass);
        return p;
    }
}
