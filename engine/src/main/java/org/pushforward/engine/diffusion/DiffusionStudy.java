package org.pushforward.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Study;

/** What experiments on diffusions of known mixtures share: what is sampled, from which noise, on which grid. */
abstract class DiffusionStudy<S> extends Study<S> {

    /** Of a query: there its likelihood is still right to rounding. */
    private static final double FARTHEST = 1e9;
    static final String RING8 = "ring8";
    static final String ANISO = "aniso";
    private static final String MIXTURE = "mixture";
    private static final String POINTS = "points";
    private static final String GAUSSIAN = "gaussian";
    private static final String LATTICE = "lattice";
    /** Streams of random numbers, one a purpose. */
    static final int START = 1;
    static final int DRAWS = 2;
    static final int NOISE = 3;
    static final int OTHER_DRAWS = 4;

    private Knob<String> problem;
    private Knob<VectorValue> weights;
    private Knob<VectorValue> means;
    private Knob<VectorValue> covs;
    private Knob<SourceFile> source;
    private Knob<Integer> points;
    private Knob<Double> bandwidth;
    private Knob<SourceFile> noise;
    private Knob<Integer> particles;
    private Knob<String> schedule;
    private Knob<String> kind;
    private Knob<Integer> steps;
    private Knob<Double> sigmaMin;
    private Knob<Double> sigmaMax;
    private Knob<Double> rho;
    private Knob<VectorValue> sigmas;
    private Knob<Boolean> finalZero;
    private Knob<Boolean> lowerOrderFinal;

    DiffusionStudy(String id, String title, String idea, List<String> formulas, Citation... papers) {
        super(id, title, idea, formulas, papers);
    }

    final void problemKnobs() {
        group("Data");
        problem = choice("problem", "p₀", "Data", List.of(RING8, ANISO, MIXTURE, POINTS), RING8,
                "Eight discs on a circle, one long Gaussian, a mixture of your own, or points that are blurred.");
        weights = vector("weights", "w", "Weights", 1, 0, "1,1", "Of the components, positive; what counts is their share.").when(problem, MIXTURE);
        means = vector("means", "μ", "Means", 0, 0, "-1.5,0;1.5,0", "One row a component, with two or three columns.").when(problem, MIXTURE);
        covs = vector("covs", "C", "Covariances", 0, 0, ".09,0,.09;.09,0,.09",
                "One row a component: xx,xy,yy in the plane, xx,xy,xz,yy,yz,zz in space.").when(problem, MIXTURE);
        source = points("source", "X", "Points", "moons", "A built-in set, a file of points, or a picture whose ink is the density.").when(problem, POINTS);
        points = whole("points", "m", "How many", 500, 10, 5000, "Points taken of the set; all of a file.").within(1, 50_000).log().when(problem, POINTS);
        bandwidth = real("bandwidth", "h", "Blur", 0.1, 0, 1, "Deviation of the Gaussian around every point; at 0 the score remembers the points.")
                .within(0, 10).when(problem, POINTS);
    }

    final void gridKnobs() {
        group("Noise");
        noise = knob(new Parameter.Source(Parameter.Info.of("noise", "z", "Noise", "Noise",
                "Standard normal numbers to start from: drawn, an even lattice, or a file with a row a particle."), "rows of numbers",
                List.of("csv", "tsv", "txt", "npy"), List.of(GAUSSIAN, LATTICE), Parameter.Default.of(SourceFile.builtIn(GAUSSIAN))));
        particles = whole("particles", "n", "Particles", 2000, 100, 20_000, "How many; those of a file are taken as they are.").within(1, 1_000_000).log();
        schedule = choice("schedule", "α, σ", "Schedule", Schedule.names(), "vp-linear", "How the data are spoiled.");
        kind = choice("grid", "σᵢ", "Grid", Grid.KINDS, "time", "Where the levels lie: even in time, Karras' power law, even in log σ, PNDM's thousand steps, or given.")
                .but("karras", schedule, "edm").but("pndm", schedule, "ddpm-linear", "ddpm-quad", "ddpm-cosine", "scaled-linear", "sigmoid");
        steps = whole("steps", "N", "Steps", 20, 4, 200, "Intervals of the grid.").within(1, 5000).log();
        sigmaMin = real("sigma-min", "σ_min", "Least noise", 2e-3, 1e-3, 0.1, "Last level of the schedule edm.").positive().log().when(schedule, "edm");
        sigmaMax = real("sigma-max", "σ_max", "Most noise", 80, 10, 100, "First level of the schedule edm.").positive().log().when(schedule, "edm");
        rho = real("rho", "ρ", "Power", 7, 1, 10, "Levels are even in σ^(1/ρ).").positive().when(kind, "karras");
        sigmas = vector("sigmas", "σᵢ", "Levels", 0, 0, "80,30,10,4,2,1,.5,.2,.1,.05,0", "Strictly falling; only the last may be 0.").when(kind, "custom");
        finalZero = flag("final-zero", "0", "End at zero", false, "The last level is 0, reached by an Euler step.");
        lowerOrderFinal = flag("lower-order-final", "1", "Easy last step", false, "DPM++2M and UniPC take their last step with order 1.");
    }

    final int steps(Knobs p) {
        return p.is(kind, "custom") ? Math.max(1, p.get(sigmas).columns() - 1) : p.get(steps);
    }

    /** Whether the last level is 0, where a step is Euler's. */
    final boolean endsAtZero(Knobs p) {
        return p.is(kind, "custom") ? !p.get(sigmas).values().isEmpty() && p.get(sigmas).values().getLast() == 0 : p.get(finalZero);
    }

    final boolean lowerOrderFinal(Knobs p) {
        return p.get(lowerOrderFinal);
    }

    final String gridKind(Knobs p) {
        return p.get(kind);
    }

    /** With other numbers of intervals than that of the knob. */
    final Grid grid(Knobs p, int n, Sampler sampler) {
        if (p.is(problem, POINTS) && p.get(bandwidth) == 0 && p.get(finalZero)) {
            throw new InputException("bandwidth: at 0 the score has no limit at the noise 0 that final-zero asks for; give a blur above 0 or leave final-zero off");
        }
        return sampler.grid(new Grid.Settings(Schedule.named(p.get(schedule)), p.get(kind), n, p.get(sigmaMin), p.get(sigmaMax), p.get(rho),
                p.get(sigmas).values(), p.get(finalZero)));
    }

    /** What is sampled. */
    final GaussianMixture mixture(Knobs p, Philox random) {
        return switch (p.get(problem)) {
            case RING8 -> Problems.ring8();
            case ANISO -> Problems.aniso();
            case MIXTURE -> given(p.get(weights), p.get(means), p.get(covs));
            default -> blurred(PointSources.of(p.get(source)), p.get(points), p.get(bandwidth), random);
        };
    }

    private static GaussianMixture blurred(PointSource from, int n, double h, Philox random) {
        PointCloud cloud = from.cloud(n, random.stream(START));
        return GaussianMixture.around(cloud.coordinates(), from.dimension(), cloud.weights(), h * h);
    }

    private static GaussianMixture given(VectorValue w, VectorValue m, VectorValue c) {
        int k = w.columns();
        int d = m.columns();
        if (m.rows() != k || c.rows() != k) {
            throw new InputException("weights: " + k + " components, but means has " + m.rows() + " rows and covs has " + c.rows()
                    + "; give every component a weight, a mean and a covariance");
        }
        if (d < 2 || d > 3 || c.columns() != d * (d + 1) / 2) {
            throw new InputException("covs: " + c.columns() + " numbers a row for means with " + d + " columns; give 3 in the plane (xx,xy,yy), 6 in space "
                    + "(xx,xy,xz,yy,yz,zz)");
        }
        List<Matrix> all = new ArrayList<>();
        for (int r = 0; r < k; r++) {
            if (!(w.values().get(r) > 0)) {
                throw new InputException("weights: " + w.values().get(r) + " is not allowed; give numbers above 0");
            }
            double[] full = new double[d * d];
            int at = 0;
            for (int i = 0; i < d; i++) {
                for (int j = i; j < d; j++) {
                    double v = c.values().get(r * c.columns() + at++);
                    full[i * d + j] = v;
                    full[j * d + i] = v;
                }
            }
            all.add(Matrix.of(d, d, full));
        }
        return GaussianMixture.of(array(w), array(m), all);
    }

    static double[] array(VectorValue v) {
        return v.values().stream().mapToDouble(x -> x).toArray();
    }

    /** Standard normal numbers, n × d. */
    final double[] start(Knobs p, int d, Philox random) {
        SourceFile from = p.get(noise);
        int n = p.get(particles);
        if (from.equals(SourceFile.builtIn(GAUSSIAN))) {
            return Noise.gaussian(n, d, random.stream(START));
        }
        if (from.equals(SourceFile.builtIn(LATTICE))) {
            return Noise.lattice(n, d);
        }
        PointSource rows = PointSources.of(from);
        if (rows.dimension() != d) {
            throw new InputException("noise: " + from.name() + " has " + rows.dimension() + " columns and the data " + d + "; give a file with " + d);
        }
        return rows.cloud(n, random).coordinates();
    }

    /** Queries that fit the data. */
    static double[] queries(VectorValue v, int d) {
        if (v.values().isEmpty()) {
            return new double[0];
        }
        if (v.columns() != d) {
            throw new InputException("query: points have " + v.columns() + " numbers and the data " + d + "; give " + d);
        }
        if (v.values().stream().anyMatch(x -> Math.abs(x) > FARTHEST)) {
            throw new InputException("query: beyond " + FARTHEST + " the flow's density is lost in rounding; give nearer points");
        }
        return array(v);
    }

    /** Euclidean distance of every row. */
    static double[] distances(double[] x, double[] y, int d) {
        double[] e = new double[x.length / d];
        Arrays.setAll(e, q -> {
            double square = 0;
            for (int i = 0; i < d; i++) {
                square += (x[q * d + i] - y[q * d + i]) * (x[q * d + i] - y[q * d + i]);
            }
            return Math.sqrt(square);
        });
        return e;
    }

    /** The value that a share of sorted numbers does not exceed. */
    static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
    }

    static double rms(double[] e) {
        double sum = 0;
        for (double v : e) {
            sum += v * v;
        }
        return Math.sqrt(sum / e.length);
    }
}
