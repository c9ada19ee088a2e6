package org.pushforward.engine.diffusion;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Philox;

/**
 * Root mean square errors of samplers that an independent program in NumPy and SciPy found: 512 particles of the lattice, 10, 20, 50 and 100
 * evaluations, on {@code vp-linear} in even time and on Karras' grid from 80 to .002. Stateless.
 */
final class ErrorTable {

    static final int PARTICLES = 512;
    private static final int[] BUDGETS = {10, 20, 50, 100};

    /** Problem, sampler, whether its last step is of order 1; errors on VP at rising budgets, then on Karras' grid; - where a sampler needs more. */
    private static final String FIGURES = """
            ring8 ddim      false .143304433 .0666604811 .0276328091 .0141565503   .188100611 .0917619744 .0362578889 .018087329
            ring8 heun      false .39361706 .0888517091 .0144565307 .00423741136   1.08732713 .144502624 .0146771159 .00330629738
            ring8 dpmpp-2m  false .582150212 .177851889 .0342515515 .0137140425    .261344625 .0393062098 .00588391212 .00166175115
            ring8 dpmpp-2m  true  .12134749 .0723802178 .0191955383 .00309222963   .220350149 .0389106713 .00587605468 .00166079943
            ring8 s-pndm    false .150985772 .0536487981 .00939952416 .00275950365 .0757110801 .0233517325 .00627194303 .00196243838
            ring8 f-pndm    false - .194318176 .00693586887 .000618249996          - .0409373684 .00263120141 .000272670299
            ring8 ipndm     false .214323095 .0564798588 .00370032221 .000518352078 .0590289582 .0125854748 .00146033179 .000224568999
            ring8 unipc-bh2 true  .122989478 .0722907567 .0162426591 .00300312657  .195541697 .0155476129 .00305214392 .000524238092
            aniso ddim      false .238489378 .125825557 .0520245246 .0263411368    .326414699 .173210399 .0718493261 .0363658268
            aniso heun      false .408309851 .0896535359 .0137903704 .0035009792   .963039487 .189921148 .0272083412 .00655159819
            aniso dpmpp-2m  false .298897278 .0980215908 .0319167891 .0110710355   .198944373 .0483714635 .00683033837 .0016402854
            aniso s-pndm    false .0946834289 .0357836894 .00759192734 .00220486429 .0923994589 .0223897821 .00337647618 .000818847772
            aniso f-pndm    false - .0481917905 .00167346856 .000397753713         - .0555873614 .00335951424 .000645244616
            aniso ipndm     false .0554682732 .0135977794 .00101057876 .0003563234 .0643040757 .0160181281 .00220673573 .000532019212
            """;

    /** One sampler on one problem. */
    record Row(String problem, Sampler sampler, boolean lower, double[] figures) {
        @Override
        public String toString() {
            return problem + " " + sampler.id() + (lower ? " with an easy last step" : "");
        }
    }

    private ErrorTable() { }

    static List<Row> rows() {
        return FIGURES.lines().map(line -> line.split(" +")).map(w -> new Row(w[0], Sampler.named(w[1]), Boolean.parseBoolean(w[2]),
                Arrays.stream(w, 3, w.length).mapToDouble(f -> f.equals("-") ? Double.NaN : Double.parseDouble(f)).toArray())).toList();
    }

    /** Where an error of a problem's rows is furthest from its figure, relative to that. */
    static double worst(String problem) {
        Map<Schedule, double[]> exact = new EnumMap<>(Schedule.class);
        return rows().stream().filter(r -> r.problem.equals(problem)).flatMap(r -> deviations(r, exact)).mapToDouble(d -> d).max().orElseThrow();
    }

    /** @param exact where the particles end, x̂; found where it is missing, as all grids of a schedule have the same ends */
    static Stream<Double> deviations(Row r, Map<Schedule, double[]> exact) {
        return Stream.iterate(0, k -> k < r.figures.length, k -> k + 1).filter(k -> !Double.isNaN(r.figures[k]))
                .map(k -> Math.abs(error(r, k, exact) / r.figures[k] - 1));
    }

    private static double error(Row r, int k, Map<Schedule, double[]> exact) {
        boolean isVp = k < BUDGETS.length;
        int budget = BUDGETS[k % BUDGETS.length];
        int steps = switch (r.sampler) {
            case F_PNDM -> budget - 9;
            case HEUN -> budget / 2;
            case S_PNDM -> budget - 1;
            default -> budget;
        };
        Grid g = Grid.of(new Grid.Settings(isVp ? Schedule.VP_LINEAR : Schedule.EDM, isVp ? "time" : "karras", steps, 2e-3, 80, 7, List.of(), false));
        GaussianMixture p = Problems.named(r.problem);
        Interval.Tuning u = Interval.Tuning.USUAL;
        var tuning = new Interval.Tuning(u.eta(), u.churn(), u.churnFrom(), u.churnTo(), u.churnNoise(), u.snr(), u.tolerance(), r.lower);
        StepContext context = StepContext.serial();
        Walk w = Walk.start(g, Noise.lattice(PARTICLES, 2));
        double[] start = w.x();
        double[] end = exact.computeIfAbsent(g.schedule(), _ -> ExactFlow.across(p, start, g.sigma()[0], g.sigma()[steps], context));
        while (!w.isDone()) {
            w = w.next(r.sampler, tuning, Score.of(p), 2, new Philox(1), context);
        }
        return g.alpha(steps) * DiffusionStudy.rms(DiffusionStudy.distances(w.x(), end, 2));
    }
}
