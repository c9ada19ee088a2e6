package org.pushforward.views.space;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Point2D;
import javafx.scene.Group;
import javafx.scene.control.Label;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import org.pushforward.engine.api.Rect;
import org.pushforward.views.control.NumberText;

/** The floor and the far walls around a surface as thin lines behind it, with the ends of the axes in numbers. */
final class SurfaceBox extends Group {

    private final Path lines = new Path();
    private final List<Label> labels = new ArrayList<>();

    SurfaceBox() {
        setManaged(false);
        setMouseTransparent(true);
        lines.getStyleClass().add("box-lines");
        getChildren().add(lines);
        for (int k = 0; k < 6; k++) {
            Label l = new Label();
            l.getStyleClass().addAll("mono", "muted", "axis");
            labels.add(l);
        }
        getChildren().addAll(labels);
    }

    void draw(SurfaceCamera camera, Rect domain, double su, double sv, double low, double high) {
        double h = 0.5 * SurfaceGeometry.HEIGHT;
        double u = 0.5 * su;
        double v = 0.5 * sv;
        double farU = camera.depth(u, 0, 0) > camera.depth(-u, 0, 0) ? u : -u;
        double farV = camera.depth(0, v, 0) > camera.depth(0, -v, 0) ? v : -v;
        lines.getElements().clear();
        polygon(camera, -u, -v, -h, u, -v, -h, u, v, -h, -u, v, -h);
        polygon(camera, -u, farV, -h, u, farV, -h, u, farV, h, -u, farV, h);
        polygon(camera, farU, -v, -h, farU, v, -h, farU, v, h, farU, -v, h);
        label(0, domain.x0(), camera.project(-u, -farV, -h), camera.project(-u, 0, -h));
        label(1, domain.x1(), camera.project(u, -farV, -h), camera.project(u, 0, -h));
        label(2, domain.y0(), camera.project(-farU, -v, -h), camera.project(0, -v, -h));
        label(3, domain.y1(), camera.project(-farU, v, -h), camera.project(0, v, -h));
        boolean first = camera.project(-farU, farV, 0).getX() < camera.project(farU, -farV, 0).getX();
        double eu = first ? -farU : farU;
        double ev = first ? farV : -farV;
        label(4, low, camera.project(eu, ev, -h), camera.project(0, 0, -h));
        label(5, high, camera.project(eu, ev, h), camera.project(0, 0, h));
    }

    private void polygon(SurfaceCamera camera, double... uvw) {
        for (int k = 0; k <= uvw.length; k += 3) {
            int c = k % uvw.length;
            Point2D p = camera.project(uvw[c], uvw[c + 1], uvw[c + 2]);
            lines.getElements().add(k == 0 ? new MoveTo(p.getX(), p.getY()) : new LineTo(p.getX(), p.getY()));
        }
    }

    /** A number at a point, pushed away from another. */
    private void label(int k, double value, Point2D at, Point2D from) {
        Point2D away = at.subtract(from);
        boolean height = k >= 4;
        Point2D out = away.magnitude() > 0 ? away.normalize().multiply(16) : Point2D.ZERO;
        Label l = labels.get(k);
        l.setText(NumberText.scaleEnd(value));
        l.applyCss();
        l.autosize();
        // Heights stand at the left of their edge, above its ends so as not to meet the numbers of the floor.
        double x = height ? at.getX() - 8 - l.getWidth() : at.getX() + out.getX() - 0.5 * l.getWidth();
        double y = height ? at.getY() - 0.8 * l.getHeight() : at.getY() + out.getY() - 0.5 * l.getHeight();
        l.relocate(Math.round(x), Math.round(y));
    }
}
