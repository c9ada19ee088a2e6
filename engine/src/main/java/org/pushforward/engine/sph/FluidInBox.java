package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SmoothingKernel;
import org.pushforward.engine.sph.FluidForces.Law;
import org.pushforward.engine.sph.FluidForces.Scheme;
import org.pushforward.engine.study.Turn;

/**
 * A weakly compressible fluid in the unit square that repeats, by δ-SPH ({@link FluidForces}) with viscosity: from a shaken lattice that moves like a
 * {@link PlaneWaveField}. The fluid is packed {@value #PACKED} denser than where its pressure vanishes, so that the pressure
 * is nowhere negative and no gaps open. Half a kick, a drift, densities, half a kick.
 *
 * @param side particles along a side
 * @param dt of the layer
 * @param reynolds of speed 1 and the side
 */
record FluidInBox(int side, double dt, double reynolds) implements LearnedMatter {

    /** Of the layer, in spacings. */
    static final double SUPPORT = 3.2;
    static final double SOUND = 10;
    private static final double PACKED = 0.03;
    private static final double SMOOTHING = 1.3;
    private static final double DELTA = 0.1;
    private static final double COURANT = 0.25;
    /** About the greatest speed of a sample. */
    private static final double FASTEST = 2.5;
    private static final double SHAKEN = 0.2;
    /** Moves of a particle in a step of the run. */
    private static final int MOVES = 64_000;

    /** About so many particles. */
    static FluidInBox of(int particles, double dt, double reynolds) {
        return new FluidInBox((int) Math.rint(Math.sqrt(particles)), dt, reynolds);
    }

    @Override
    public int taught() {
        return 6;
    }

    @Override
    public int judged() {
        return 3;
    }

    @Override
    public int batch() {
        return 1;
    }

    @Override
    public double shaken() {
        return 1;
    }

    @Override
    public int frames() {
        return 110;
    }

    @Override
    public int from() {
        return 10;
    }

    @Override
    public double lost() {
        return 1;
    }

    @Override
    public int parts() {
        return (frames() + part() - 1) / part();
    }

    /** Steps of the layer that are computed in one of the run. */
    private int part() {
        return Math.clamp(MOVES / side / side / substeps(), 1, frames());
    }

    @Override
    public PlaneGasConvolution layer(String basis, int terms, String window, String mapping) {
        return new PlaneGasConvolution(new ConvolutionBasis(basis, terms), mapping, window, 1.0 / side / side, SUPPORT / side);
    }

    /** Steps of the solver in one of the layer. */
    int substeps() {
        double h = SMOOTHING / side;
        return (int) Math.ceil(dt / Math.min(COURANT * h / (SOUND + FASTEST), 0.125 * h * h * reynolds) - 1e-9);
    }

    /**
     * A fluid on the way.
     *
     * @param x coordinates, an array an axis, and so on; not wrapped into the box
     */
    private record Sample(FluidInBox matter, List<double[]> places, double[][] x, double[][] v, double[][] a, double[] density) implements Making {

        @Override
        public Making further(Turn t) {
            Sample s = this;
            List<double[]> all = new ArrayList<>(places);
            int substeps = matter.substeps();
            for (int k = 0; k < matter.part() && all.size() <= matter.frames(); k++) {
                for (int q = 0; q < substeps; q++) {
                    t.ask();
                    s = s.stepped(matter.dt / substeps, t);
                }
                all.add(FluidStudy.interleaved(s.x));
            }
            return new Sample(matter, List.copyOf(all), s.x, s.v, s.a, s.density);
        }

        private Sample stepped(double step, Turn t) {
            double[][] half = plus(v, 0.5 * step, a);
            double[][] moved = plus(x, step, half);
            FluidForces forces = new FluidForces(matter.law(), moved, Walls.none(2), new double[] {1, 1}, t.context());
            double[] rho = forces.density(density, half, step);
            double[][] rates = Arrays.copyOf(forces.accelerations(half), 2);
            return new Sample(matter, places, moved, plus(half, 0.5 * step, rates), rates, rho);
        }
    }

    private static double[][] plus(double[][] y, double s, double[][] rate) {
        double[][] z = new double[y.length][y[0].length];
        for (int a = 0; a < y.length; a++) {
            for (int i = 0; i < z[a].length; i++) {
                z[a][i] = y[a][i] + s * rate[a][i];
            }
        }
        return z;
    }

    private Law law() {
        double h = SMOOTHING / side;
        return new Law(Scheme.DELTA, SmoothingKernel.of(SmoothingKernel.Shape.WENDLAND_C2, 2, h), h, (1 + PACKED) / side / side, 1, SOUND, 0, DELTA, 1 / reynolds, new double[2], false, 0);
    }

    @Override
    public Making sample(int number, Turn t) {
        Philox random = t.random().stream(100 + number);
        int n = side * side;
        double[] shaken = new double[2 * n];
        random.uniforms(0, n, 0, 2, shaken, 0);
        double[][] x = new double[2][n];
        for (int i = 0; i < n; i++) {
            x[0][i] = (i / side + 0.5 + SHAKEN * (shaken[2 * i] - 0.5)) / side;
            x[1][i] = (i % side + 0.5 + SHAKEN * (shaken[2 * i + 1] - 0.5)) / side;
        }
        PlaneWaveField waves = PlaneWaveField.random(random.stream(1));
        double[][] v = velocities(x, waves);
        double[] rho = new double[n];
        Arrays.setAll(rho, i -> 1 + PACKED + waves.pressure(x[0][i], x[1][i]) / SOUND / SOUND);
        FluidForces forces = new FluidForces(law(), x, Walls.none(2), new double[] {1, 1}, t.context());
        forces.given(rho, v);
        return new Sample(this, List.of(FluidStudy.interleaved(x)), x, v, Arrays.copyOf(forces.accelerations(v), 2), rho);
    }

    /** Velocities of waves at these places, their mean taken off. */
    private static double[][] velocities(double[][] x, PlaneWaveField waves) {
        double[][] v = new double[2][x[0].length];
        for (int i = 0; i < x[0].length; i++) {
            double[] s = waves.slopes(x[0][i], x[1][i]);
            v[0][i] = s[0];
            v[1][i] = s[1];
        }
        for (double[] axis : v) {
            double mean = Arrays.stream(axis).sum() / axis.length;
            Arrays.setAll(axis, i -> axis[i] - mean);
        }
        return v;
    }
}
