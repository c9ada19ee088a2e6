package org.pushforward.views.raster;

/** Draws a 3D scene in software: solids first, then the lines on and between them, all with one depth. */
final class SpaceScene {

    /** Samples that are drawn within a frame of a moving picture, and balls that leave time for four samples a pixel. */
    private static final double MOST_SAMPLES = 6e6;
    private static final int MANY_BALLS = 20_000;
    /** Lines on a surface are drawn as if they were nearer by this much, in units of 1/96 inch. */
    private static final double LIFT = 1.5;

    private final DepthRaster depth = new DepthRaster();
    private final DepthRaster.Vertex a = new DepthRaster.Vertex();
    private final DepthRaster.Vertex b = new DepthRaster.Vertex();

    void draw(Pen pen, SpaceModel.Seen seen, ViewState view) {
        Box room = seen.room().intersection(new Box(0, 0, pen.raster().width(), pen.raster().height()));
        if (room.isEmpty()) {
            return;
        }
        SpaceModel model = seen.model();
        boolean fine = view.uiScale() < 1.5 && 4 * room.width() * room.height() < MOST_SAMPLES && model.ballCount() < MANY_BALLS;
        depth.begin(pen.raster(), room, fine ? 2 : 1, seen.light());
        model.solids().forEach(s -> {
            double[] projected = seen.project(s.facets().xyz());
            s.facets().draw(depth, projected, FacetLight.of(projected, s.facets().triangles(), seen.light()), s.colors(), s.plain());
        });
        model.balls().forEach(s -> balls(s, seen.project(s.uvw()), seen.scale()));
        model.strands().forEach(s -> lines(s, seen.project(s.uvw()), pen.px(LIFT)));
        depth.end(pen.raster());
    }

    private void balls(SpaceModel.Balls balls, double[] at, double scale) {
        for (int k = 0; k < at.length / 3; k++) {
            depth.sphere(at[3 * k], at[3 * k + 1], at[3 * k + 2], balls.radii()[k] * scale, balls.argb(k));
        }
    }

    private void lines(SpaceModel.Strands s, double[] at, double lift) {
        for (int k = 0; k < s.pairs().length; k += 2) {
            int p = s.pairs()[k];
            int q = s.pairs()[k + 1];
            a.at(at[3 * p], at[3 * p + 1], at[3 * p + 2]);
            b.at(at[3 * q], at[3 * q + 1], at[3 * q + 2]);
            depth.line(a, b, s.width(), lift, s.argb(p));
        }
    }
}
