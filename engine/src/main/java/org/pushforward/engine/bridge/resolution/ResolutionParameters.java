package org.pushforward.engine.bridge.resolution;

import java.util.List;
import org.pushforward.engine.api.Parameter.Choice;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Real;
import org.pushforward.engine.api.Parameter.Scale;
import org.pushforward.engine.api.Parameter.Whole;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;

/** The parameters of {@link SuperResolutionExperiment}, in the order in which they are shown. */
final class ResolutionParameters {

    static final String CELLS = "cells";
    static final String LENGTH = "length";
    static final String SMOOTHNESS = "smoothness";
    static final String BLUR = "blur";
    static final String NOISE = "noise";
    static final String SAMPLER = "sampler";
    static final String EPS = "eps";
    static final String EVALUATIONS = "evaluations";
    static final String MEMBERS = "members";

    private static final String FIELDS = "Fields";
    private static final String SAMPLING = "Sampling";
    private static final String PAPER = "Chen et al. 2024";

    private ResolutionParameters() { }

    static List<Parameter<?>> all() {
        return List.of(
                new Whole(Info.of(CELLS, "n", "Cells", FIELDS, "Cells a side of the fine field."), Range.of(16, 128), Range.of(4, 256),
                        Scale.LINEAR, Default.of(64)),
                new Real(Info.of(LENGTH, "ℓ", "Correlation", FIELDS, "Correlation length of the fine field, as a part of its side."),
                        Range.of(0.02, 0.3), Range.of(1e-3, 10), Scale.LOG, Default.of(0.1)),
                new Real(Info.of(SMOOTHNESS, "ν", "Smoothness", FIELDS, "Of the Matérn spectrum; a small ν is rough."), Range.of(0.2, 3),
                        Range.of(0.01, 20), Scale.LOG, Default.of(1.0)),
                new Real(Info.of(BLUR, "r", "Blur", FIELDS, "Radius of the Gaussian blur that makes the coarse field."), Range.of(0.01, 0.15),
                        Range.of(0, 1), Scale.LINEAR, Default.of(0.06)),
                new Real(Info.of(NOISE, "τ", "Noise", FIELDS, "Deviation of the noise in a pixel of the coarse field."), Range.of(0.01, 0.5),
                        Range.of(1e-4, 10), Scale.LOG, Default.of(0.05)),
                new Choice(Info.of(SAMPLER, "Φ", "Sampler", SAMPLING, "A bridge from the coarse field, bare or Föllmer's, or a diffusion "
                        + "from noise, ancestral or deterministic.").source(PAPER), Sampler.names(), Default.of("foellmer")),
                new Real(Info.of(EPS, "ε", "Bridge noise", SAMPLING, "σ = ε(1 − t) of the bridges, in deviations of the field.").source(PAPER),
                        Range.of(0.05, 2), Range.of(1e-3, 100), Scale.LOG, Default.of(0.5)),
                new Whole(Info.of(EVALUATIONS, "N", "Evaluations", SAMPLING, "Evaluations of the drift or of the denoiser for one member."),
                        Range.of(2, 100), Range.of(1, 2000), Scale.LOG, Default.of(10)),
                new Whole(Info.of(MEMBERS, "M", "Members", SAMPLING, "Members of the ensemble."), Range.of(2, 64), Range.of(2, 256), Scale.LOG,
                        Default.of(32)));
    }

    static ParameterSet with(String... assignments) {
        return ParameterSet.of(all(), assignments);
    }

    static GaussianFields fields(ParameterSet p) {
        return new GaussianFields(p.whole(CELLS), p.real(LENGTH), p.real(SMOOTHNESS), p.real(BLUR), p.real(NOISE));
    }
}
