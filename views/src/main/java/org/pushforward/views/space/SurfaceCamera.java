package org.pushforward.views.space;

import javafx.geometry.Point2D;
import javafx.geometry.Point3D;
import javafx.scene.PerspectiveCamera;
import javafx.scene.transform.Affine;
import org.pushforward.views.raster.OrbitCamera;

/**
 * The look of an {@link OrbitCamera} with a little perspective: the scene is turned, the eye stays on the axis at a fixed distance, zoom
 * is the opening angle. Scene (u, v, w) has w up; the toolkit's axes are right, down, away.
 */
final class SurfaceCamera {

    private static final double DISTANCE = 4;

    /** Kept free for the numbers of the axes: above and below, and at the sides, in pixels and as a share of the view at most. */
    private static final double TOP = 18;
    private static final double SIDE = 40;
    private static final double SHARE = 0.08;

    private final PerspectiveCamera eye = new PerspectiveCamera(true);
    private final Affine turn = new Affine();
    private double width = 1;
    private double height = 1;
    private double tan = 1;

    SurfaceCamera() {
        eye.setTranslateZ(-DISTANCE);
        eye.setNearClip(0.5);
        eye.setFarClip(2 * DISTANCE);
    }

    PerspectiveCamera eye() {
        return eye;
    }

    /** To be put on everything in the scene. */
    Affine turn() {
        return turn;
    }

    /** Looks at a base of size (su, sv) from the camera's side, so that at zoom 1 it just fits into the view. */
    void look(OrbitCamera camera, double su, double sv, double viewWidth, double viewHeight) {
        width = Math.max(1, viewWidth);
        height = Math.max(1, viewHeight);
        double a = Math.toRadians(camera.azimuth());
        double e = Math.toRadians(camera.elevation());
        double sinA = Math.sin(a);
        double cosA = Math.cos(a);
        double sinE = Math.sin(e);
        double cosE = Math.cos(e);
        turn.setToTransform(
                cosA, sinA, 0, 0,
                sinE * sinA, -sinE * cosA, -cosE, 0,
                -cosE * sinA, cosE * cosA, -sinE, 0);
        tan = 1 / (camera.zoom() * fit(0.5 * su, 0.5 * sv));
        // After the fit, which is that of the centred scene: the target comes to the middle.
        turn.appendTranslation(-camera.u(), -camera.v(), -camera.w());
        eye.setFieldOfView(2 * Math.toDegrees(Math.atan(tan)));
    }

    /** The largest 1/tan of half the opening angle at which all corners of the box and the numbers about them are seen. */
    private double fit(double u, double v) {
        double roomX = (1 - 2 * Math.min(SHARE, SIDE / width)) * width / height;
        double roomY = 1 - 2 * Math.min(SHARE, TOP / height);
        double least = Double.POSITIVE_INFINITY;
        for (int corner = 0; corner < 8; corner++) {
            double cu = (corner & 1) == 0 ? -u : u;
            double cv = (corner & 2) == 0 ? -v : v;
            double cw = (corner & 4) == 0 ? -0.5 * SurfaceGeometry.HEIGHT : 0.5 * SurfaceGeometry.HEIGHT;
            double z = DISTANCE + depth(cu, cv, cw);
            double x = Math.abs(turn.getMxx() * cu + turn.getMxy() * cv) / z;
            double y = Math.abs(turn.getMyx() * cu + turn.getMyy() * cv + turn.getMyz() * cw) / z;
            least = Math.min(least, Math.min(roomX / x, roomY / y));
        }
        return least;
    }

    /** Pixels per scene unit at the distance of the target. */
    double scale() {
        return 0.5 * height / tan / DISTANCE;
    }

    /** Where a point of the scene is seen in the view. */
    Point2D project(double u, double v, double w) {
        Point3D p = turn.transform(u, v, w);
        double x = p.getX();
        double y = p.getY();
        double z = p.getZ() + DISTANCE;
        double focal = 0.5 * height / tan;
        return new Point2D(0.5 * width + focal * x / z, 0.5 * height + focal * y / z);
    }

    /** How far a point is, up to a constant. */
    double depth(double u, double v, double w) {
        return turn.getMzx() * u + turn.getMzy() * v + turn.getMzz() * w;
    }
}
