package org.pushforward.engine.dem;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.dem.Hopper.Silo;
import org.pushforward.engine.study.Trial;

/** What a run of a {@link Hopper} is judged by. Stateless. */
final class HopperChecks {

    private HopperChecks() { }

    /** The vertical force of the walls on grains at rest behind the closed gate, over their weight. */
    static double carried(Trial<Silo> t) {
        while (t.state().time() < -0.02) {
            t.step();
        }
        GrainForces.Law law = GrainForces.Law.of(0.5, 0.5, 0.05, 30);
        // As its knobs are: 16 wide, 4 open, 30°.
        double knee = 6 * Math.tan(Math.PI / 6);
        double[] walls = {-8, 1e4, -8, knee, -8, knee, -2, 0, 8, knee, 8, 1e4, 2, 0, 8, knee, -2, 0, 2, 0};
        Grains g = t.state().grains();
        double sum = 0;
        for (int k = 0; k < 400; k++) {
            GrainForces forces = new GrainForces(law, g, walls, t.context());
            for (int s = 0; s < 10; s++) {
                forces.step(law.dt());
                sum += forces.onWalls() / 4000;
            }
            g = forces.grains();
        }
        return Math.abs(sum / g.weight() - 1);
    }

    /** R² of W^(2/3) over the opening, and where the line meets zero; W between a tenth and half of all grains gone. */
    static double[] beverloo(Trial<Silo> t) {
        double[] d = {6, 8, 11};
        double[] w = new double[3];
        for (int k = 0; k < 3; k++) {
            Trial<Silo> run = t.anew(1, "opening=" + d[k]);
            double from = Double.NaN;
            int at = 0;
            while (run.state().discharged() < 600 && run.state().time() < 399) {
                run.step();
                if (Double.isNaN(from) && run.state().discharged() >= 120) {
                    from = run.state().time();
                    at = run.state().discharged();
                }
            }
            w[k] = Math.pow((run.state().discharged() - at) / (run.state().time() - from), 2.0 / 3);
        }
        double md = Arrays.stream(d).average().orElseThrow();
        double mw = Arrays.stream(w).average().orElseThrow();
        double sdw = 0;
        double sdd = 0;
        double sww = 0;
        for (int k = 0; k < 3; k++) {
            sdw += (d[k] - md) * (w[k] - mw);
            sdd += (d[k] - md) * (d[k] - md);
            sww += (w[k] - mw) * (w[k] - mw);
        }
        return new double[] {sdw * sdw / (sdd * sww), md - mw * sdd / sdw};
    }

    static double steadiness(Trial<Silo> t) {
        double early = 0;
        double late = 0;
        for (int seed = 1; seed <= 3; seed++) {
            Trial<Silo> run = t.anew(seed);
            double[] when = new double[3];
            int[] gone = new int[3];
            for (int k = 0; k < 3; k++) {
                while (run.state().discharged() < (0.1 + 0.2 * k) * 1200 && run.state().time() < 399) {
                    run.step();
                }
                when[k] = run.state().time();
                gone[k] = run.state().discharged();
            }
            early += (gone[1] - gone[0]) / (when[1] - when[0]);
            late += (gone[2] - gone[1]) / (when[2] - when[1]);
        }
        return Math.abs(late / early - 1);
    }

    /** When half of the grains have left: the share of those in the lowest quarter at the start that have not. */
    static double order(Trial<Silo> t) {
        while (t.state().discharged() < t.state().gone().length / 2 && t.state().time() < 399) {
            t.step();
        }
        Silo s = t.state();
        double[] heights = IntStream.range(0, s.gone().length).mapToDouble(i -> s.born()[2 * i + 1]).sorted().toArray();
        double quarter = heights[heights.length / 4];
        return IntStream.range(0, s.gone().length).filter(i -> s.born()[2 * i + 1] < quarter).mapToDouble(i -> Double.isNaN(s.gone()[i]) ? 1 : 0).average().orElseThrow();
    }
}
