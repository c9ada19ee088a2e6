package org.pushforward.engine.sph;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.SedovBlast;
import org.pushforward.engine.study.Look;

/** What is seen of gases in the plane. Stateless. */
final class PlaneGasPictures {

    private static final int CURVE_POINTS = 400;
    private static final int CORNERS = 120;
    /** Radius of a disc in spacings of its particle. */
    private static final double DISC = 0.55;
    private static final double WIDEST_DISC = 0.02;

    private PlaneGasPictures() { }

    static void draw(PlaneGas.State s, double gamma, Look to) {
        if (s.isContest()) {
            for (String who : s.gases().names()) {
                GasInPlane g = s.gases().get(who);
                discs("particles-" + who, g, to);
                to.series("pressure-" + who, g.y(), IntStream.range(0, g.size()).mapToDouble(i -> g.pressure(i, gamma)).toArray());
            }
        } else {
            discs("particles", s.gas(), to);
            profiles(s, gamma, to);
        }
    }

    private static void discs(String id, GasInPlane g, Look to) {
        double[] xy = new double[2 * g.size()];
        double[] radii = new double[g.size()];
        for (int i = 0; i < g.size(); i++) {
            xy[2 * i] = g.x()[i];
            xy[2 * i + 1] = g.y()[i];
            radii[i] = Math.min(WIDEST_DISC, DISC * g.h()[i] / GasInPlane.ETA);
        }
        to.points(id, 2, xy, radii, new Layer.Field("density", "density", "", g.rho()));
    }

    private static void profiles(PlaneGas.State s, double gamma, Look to) {
        GasInPlane g = s.gas();
        double[] r = IntStream.range(0, g.size()).mapToDouble(i -> PlaneGasNumbers.radius(g, i)).toArray();
        int[] shown = IntStream.range(0, g.size()).filter(i -> r[i] < 0.5).toArray();
        double[] at = Arrays.stream(shown).mapToDouble(i -> r[i]).toArray();
        to.series("particles-density", at, Arrays.stream(shown).mapToDouble(i -> g.rho()[i]).toArray());
        to.series("particles-pressure", at, Arrays.stream(shown).mapToDouble(i -> g.pressure(i, gamma)).toArray());
        to.series("particles-velocity", at, Arrays.stream(shown).mapToDouble(i -> ((g.x()[i] - 0.5) * g.vx()[i] + (g.y()[i] - 0.5) * g.vy()[i]) / r[i]).toArray());
        double shock = PlaneGasNumbers.exactRadius(s);
        double unit = shock > 0 ? shock / s.time() : 0;
        exact("exact-density", s, shock, SedovBlast.Gas::density, to);
        exact("exact-pressure", s, shock, q -> unit * unit * q.pressure(), to);
        exact("exact-velocity", s, shock, q -> unit * q.velocity(), to);
        if (shock > 0 && shock < 0.5) {
            double[] circle = new double[2 * (CORNERS + 1)];
            Arrays.setAll(circle, k -> 0.5 + shock * (k % 2 == 0 ? Math.cos(Math.PI * k / CORNERS) : Math.sin(Math.PI * (k - 1) / CORNERS)));
            to.path("circle", circle);
        }
    }

    /** Over the radius, with the jump where it is. */
    private static void exact(String id, PlaneGas.State s, double shock, ToDoubleFunction<SedovBlast.Gas> of, Look to) {
        double edge = Math.min(shock, 0.5);
        double[] r = new double[CURVE_POINTS + 2];
        Arrays.setAll(r, k -> k < CURVE_POINTS ? edge * k / (CURVE_POINTS - 1) : k == CURVE_POINTS ? edge : 0.5);
        double[] values = new double[r.length];
        Arrays.setAll(values, k -> of.applyAsDouble(k < CURVE_POINTS && shock > 0 ? s.exact().orElseThrow().at(Math.min(1, r[k] / shock)) : new SedovBlast.Gas(1, 0, 0)));
        to.series(id, r, values);
    }
}
