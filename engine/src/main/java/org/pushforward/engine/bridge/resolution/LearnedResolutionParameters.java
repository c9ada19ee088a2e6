package org.pushforward.engine.bridge.resolution;

import java.util.List;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.Choice;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Real;
import org.pushforward.engine.api.Parameter.Scale;
import org.pushforward.engine.api.Parameter.Whole;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.numerics.Philox;

/** The parameters of {@link LearnedResolutionExperiment}, in the order in which they are shown. */
final class LearnedResolutionParameters {

    static final String KIND = "fields";
    static final String CELLS = "cells";
    static final String FACTOR = "factor";
    static final String HELD_OUT = "held-out";
    static final String EPS = "eps";
    static final String BRIDGE = "bridge";
    static final String EVALUATIONS = "evaluations";
    static final String DIFFUSION = "diffusion";
    static final String DIFFUSION_EVALUATIONS = "diffusion-evaluations";
    static final String MEMBERS = "members";
    static final String JUDGED = "judged";
    static final String ITERATIONS = "iterations";
    static final String PER_STEP = "iterations-per-step";
    static final String BATCH = "batch";
    static final String RATE = "learning-rate";
    static final String WIDTH = "width";

    static final String URBAN = "urban";
    static final String GAUSSIAN = "gaussian";
    static final String COARSE = "coarse";
    static final String MEANS = "block-means";
    static final String SOLVED = "solved";

    private static final String FIELDS = "Fields";
    private static final String SAMPLING = "Sampling";
    private static final String TRAINING = "Training";
    private static final String CHEN = "Chen et al. 2024";
    private static final String YASUDA = "Yasuda & Onishi 2025";

    private LearnedResolutionParameters() { }

    static List<Parameter<?>> all() {
        return List.of(
                new Choice(Info.of(KIND, "x₁", "Fields", FIELDS, "Temperatures over made-up towns, or Gaussian fields, for which what the "
                        + "networks should learn is known."), List.of(URBAN, GAUSSIAN), Default.of(URBAN)),
                new Choice(Info.of(CELLS, "n", "Cells", FIELDS, "Cells a side of the fine field; one is 5 m of a town."),
                        List.of("16", "32", "48", "64"), Default.of("32")),
                new Choice(Info.of(FACTOR, "f", "Coarsening", FIELDS, "Cells a side of a coarse cell.").source(YASUDA)
                        .shownFor(KIND, URBAN), List.of("4", "8"), Default.of("4")),
                new Choice(Info.of(COARSE, "y", "Coarse field", FIELDS, "Means of the fine field over coarse cells, which is easier than the paper's "
                        + "task: its coarse fields are simulations of their own. Or the heat balance solved on the coarse grid, for the town that it "
                        + "sees, the same weather and no gusts: harder, since its means are off.").source(YASUDA).shownFor(KIND, URBAN),
                        List.of(MEANS, SOLVED), Default.of(MEANS)),
                new Whole(Info.of(HELD_OUT, "#", "Field", FIELDS, "Number of the held-out field that is shown.").live(), Range.of(0, 20),
                        Range.of(0, 1_000_000), Scale.LINEAR, Default.of(0)),
                new Real(Info.of(EPS, "ε", "Bridge noise", SAMPLING, "σ = ε(1 − t), in deviations of the fine field. The network is trained with "
                        + "the value at the start, but answers for every ratio of noise to signal, so the bridge can be drawn with another.").live()
                        .source(CHEN), Range.of(0.1, 4), Range.of(1e-3, 100), Scale.LOG, Default.of(1.0)),
                new Choice(Info.of(BRIDGE, "X_t", "Bridge", SAMPLING, "Its own diffusion coefficient, or Föllmer's with the same marginals.").live()
                        .source(CHEN), List.of(Sampler.FOELLMER.id(), Sampler.BRIDGE.id()), Default.of(Sampler.FOELLMER.id())),
                new Whole(Info.of(EVALUATIONS, "N", "Evaluations", SAMPLING, "Of the network for one member, by the bridge.").live().source(YASUDA),
                        Range.of(2, 100), Range.of(1, 1000), Scale.LOG, Default.of(10)),
                new Choice(Info.of(DIFFUSION, "x_τ", "Diffusion", SAMPLING, "Ancestral, or deterministic.").live(), List.of(Sampler.DDPM.id(),
                        Sampler.DDIM.id()), Default.of(Sampler.DDPM.id())),
                new Whole(Info.of(DIFFUSION_EVALUATIONS, "N_τ", "Its evaluations", SAMPLING, "Of the network for one member, by the diffusion.")
                        .live().source(YASUDA), Range.of(2, 100), Range.of(1, 1000), Scale.LOG, Default.of(50)),
                new Whole(Info.of(MEMBERS, "M", "Members", SAMPLING, "Members of both ensembles that are shown.").live(), Range.of(2, 64),
                        Range.of(2, 256), Scale.LOG, Default.of(16)),
                new Whole(Info.of(JUDGED, "H", "Judged", SAMPLING, "Held-out fields that the curves over evaluations are averaged over, with "
                        + Contest.JUDGES + " members each."), Range.of(1, 20), Range.of(1, 1000), Scale.LOG, Default.of(3)),
                new Whole(Info.of(ITERATIONS, "K", "Iterations", TRAINING, "Of the training of each network; more of them go on from where it is.")
                        .live(), Range.of(100, 10_000), Range.of(1, 1_000_000), Scale.LOG, Default.of(2000)),
                new Whole(Info.of(PER_STEP, "m", "Iterations a step", TRAINING, "Between two pictures."), Range.of(1, 200), Range.of(1, 10_000),
                        Scale.LOG, Default.of(25)),
                new Whole(Info.of(BATCH, "B", "Batch", TRAINING, "Pairs of fields in a minibatch."), Range.of(2, 64), Range.of(1, 256), Scale.LOG,
                        Default.of(8)),
                new Real(Info.of(RATE, "η", "Learning rate", TRAINING, "Of Adam.").live(), Range.of(1e-4, 2e-2), Range.of(1e-7, 1e6), Scale.LOG,
                        Default.of(5e-3)),
                new Choice(Info.of(WIDTH, "w", "Width", TRAINING, "Channels of the networks on the fine grid."), List.of("8", "16", "24", "32"),
                        Default.of("16")));
    }

    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }

    static FieldPairs pairs(ParameterSet p, Philox random) {
        int n = Integer.parseInt(p.choice(CELLS));
        if (p.choice(KIND).equals(GAUSSIAN)) {
            return new GaussianPairs(new GaussianFields(n, 0.2, 0.5, 0.06, 0.1), random);
        }
        return new UrbanPairs(n, Integer.parseInt(p.choice(FACTOR)), p.choice(COARSE).equals(MEANS) ? UrbanPairs.Coarse.MEANS
                : UrbanPairs.Coarse.SOLVED, random);
    }

    static int width(ParameterSet p) {
        return Integer.parseInt(p.choice(WIDTH));
    }

    /**
     * What can be changed while the run goes on.
     *
     * @param heldOut number of the field that is shown
     * @param iterations of the training, in all
     */
    record Settings(int heldOut, double eps, Sampler bridge, int evaluations, Sampler diffusion, int diffusionEvaluations, int members,
            int iterations, double rate) {

        static Settings of(ParameterSet p) {
            return new Settings(p.whole(HELD_OUT), p.real(EPS), Sampler.named(p.choice(BRIDGE)), p.whole(EVALUATIONS),
                    Sampler.named(p.choice(DIFFUSION)), p.whole(DIFFUSION_EVALUATIONS), p.whole(MEMBERS), p.whole(ITERATIONS), p.real(RATE));
        }
    }
}
