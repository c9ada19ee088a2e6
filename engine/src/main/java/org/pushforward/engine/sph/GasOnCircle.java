package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Turn;

/**
 * {@link BarotropicGas} from noise, six to learn from and five to be judged.
 *
 * @param dt of the layer; the gas takes steps of 0.001 at most
 */
record GasOnCircle(int particles, double dt) implements LearnedMatter {

    /** Of the gas, in spacings. */
    static final double SUPPORT = 8;
    private static final double SUBSTEP = 1e-3;

    @Override
    public int taught() {
        return 6;
    }

    @Override
    public int judged() {
        return 5;
    }

    @Override
    public int batch() {
        return 2;
    }

    @Override
    public double shaken() {
        return 0.3;
    }

    @Override
    public int frames() {
        return 160;
    }

    @Override
    public int from() {
        return 60;
    }

    /** As far from its place as it can be on the circle. */
    @Override
    public double lost() {
        return 1;
    }

    @Override
    public int parts() {
        return 1;
    }

    private record Sample(GasOnCircle matter, int number, List<double[]> places) implements Making {
        @Override
        public Making further(Turn t) {
            return new Sample(matter, number, matter.gas(t, number));
        }
    }

    @Override
    public Making sample(int number, Turn t) {
        return new Sample(this, number, List.of());
    }

    private List<double[]> gas(Turn t, int number) {
        BarotropicGas gas = new BarotropicGas();
        int substeps = (int) Math.ceil(dt / Math.min(SUBSTEP, 0.5 * SUPPORT * 2 / particles / 3.2) - 1e-9);
        Knobs p = new Knobs(ParameterSet.of(gas.parameters(), "particles=" + particles, "dt=" + dt / substeps, "end-time=1e6"));
        Philox random = t.random().stream(100 + number);
        BarotropicGas.Gas s = gas.start(p, random);
        List<double[]> x = new ArrayList<>(List.of(s.x()));
        for (int k = 1; k <= frames(); k++) {
            for (int q = 0; q < substeps; q++) {
                s = gas.next(s, new Turn(p, q, random, t.context()));
            }
            x.add(s.x());
        }
        return List.copyOf(x);
    }

    @Override
    public GasConvolution layer(String basis, int terms, String window, String mapping) {
        double dx = 2.0 / particles;
        return new GasConvolution(new ConvolutionBasis(basis, terms), window, 2 * dx, SUPPORT * dx);
    }
}
