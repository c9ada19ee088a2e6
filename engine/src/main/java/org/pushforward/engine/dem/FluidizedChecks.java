package org.pushforward.engine.dem;

import org.pushforward.engine.dem.Fluidized.Bed;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Trial;

/** What a run of a {@link Fluidized} bed is judged by. Stateless. */
final class FluidizedChecks {

    private FluidizedChecks() { }

    /** The mean of a gauge between two times in s. */
    static double mean(Trial<Bed> t, double from, double to, Gauge<Bed> of) {
        while (t.state().time() < from) {
            t.step();
        }
        double sum = 0;
        double passed = 0;
        while (t.state().time() < to) {
            double before = t.state().time();
            t.step();
            sum += (t.state().time() - before) * t.value(of);
            passed += t.state().time() - before;
        }
        return sum / passed;
    }

    /** Means over 2 s of the pressure drop over the weight, and of all that acts upwards, less the momentum gained in that time. */
    static double[] floating(Trial<Bed> t, Gauge<Bed> drop, Gauge<Bed> walls) {
        while (t.state().time() < 0.3) {
            t.step();
        }
        double start = t.state().time();
        double rising = momentum(t.state().grains());
        double gas = 0;
        double rest = 0;
        while (t.state().time() < 2.3) {
            double before = t.state().time();
            t.step();
            gas += (t.state().time() - before) * t.value(drop);
            rest += (t.state().time() - before) * t.value(walls);
        }
        double passed = t.state().time() - start;
        // As the diameter is: 1 mm.
        double gained = (momentum(t.state().grains()) - rising) / (passed / Math.sqrt(1e-3 / 9.81));
        return new double[] {gas / passed, (gas + rest) / passed - gained};
    }

    /** Upwards, over the weight. */
    private static double momentum(Grains g) {
        double sum = 0;
        for (int i = 0; i < g.size(); i++) {
            sum += Grains.mass(g.r()[i]) * g.v()[i];
        }
        return sum / g.weight();
    }

    /** While the speed rises: that at which the drop comes to the weight, and the mean of drop over weight from 1.3 to 1.7, over u_mf. */
    static double[] ramp(Trial<Bed> t, Gauge<Bed> drop, Gauge<Bed> excess) {
        while (t.state().time() < 0 || t.value(drop) < 1) {
            t.step();
        }
        double onset = t.value(excess);
        while (t.value(excess) < 1.3) {
            t.step();
        }
        double sum = 0;
        double passed = 0;
        while (t.value(excess) < 1.7) {
            double before = t.state().time();
            t.step();
            sum += (t.state().time() - before) * t.value(drop);
            passed += t.state().time() - before;
        }
        return new double[] {onset, sum / passed};
    }
}
