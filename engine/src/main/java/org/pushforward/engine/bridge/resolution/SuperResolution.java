package org.pushforward.engine.bridge.resolution;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.*;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.bridge.resolution.Ensemble.Scene;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code bridge.super-resolution}: an ensemble of fine fields from a coarse one, by bridges that start at it and by diffusions that start
 * at noise, where the posterior is known. One step is one evaluation for every member.
 *
 * @see GaussianFields
 * @see Sampler
 */
public final class SuperResolution extends Study<SuperResolution.Drawn> {

    private static final int[] EVALUATIONS = {2, 3, 5, 10, 20, 50, 100};
    /** Cells a side on which the curves of all samplers are formed: the error hardly depends on the grid. */
    private static final int CURVE_CELLS = 32;

    /** The members now, and the error of every sampler by evaluations. */
    record Drawn(Ensemble ensemble, Map<Sampler, double[]> curves) {

        Scene scene() {
            return ensemble.scene();
        }

        double spread() {
            double[] s = ensemble.spread();
            return FieldMeasures.rms(s, new double[s.length]);
        }
    }

    private final Knob<Integer> cells;
    private final Knob<Double> length;
    private final Knob<Double> smoothness;
    private final Knob<Double> blur;
    private final Knob<Double> noise;
    private final Knob<String> sampler;
    private final Knob<Double> eps;
    private final Knob<Integer> evaluations;
    private final Knob<Integer> members;

    public SuperResolution() {
        super("bridge.super-resolution", "Super-resolution by a bridge",
                "A coarse field leaves many fine fields possible. A conditional diffusion draws them out of noise; a bridge starts at the coarse "
                        + "field, which is nearly right already, and needs fewer evaluations. Here the fields are Gaussian with a known spectrum: "
                        + "the posterior is the Wiener filter's, the drift and the denoiser are closed forms, nothing is learned, and the error "
                        + "of every sampler is exact for any number of evaluations. How much noise the bridge carries decides who wins: with a "
                        + "small ε the diffusion does.",
                List.of("X_t = (1−t) y + t² x₁ + ε(1−t) √t z,  dX = b dt + ε(1−t) dW,  b = E[Ẋ-terms | X_t, y]",
                        "x₁ | y ~ N(Wy, V),  W = GS/(G²S + τ²),  V = Sτ²/(G²S + τ²)"),
                new Citation("Y. Chen, M. Goldstein, M. Hua, M. S. Albergo, N. M. Boffi, E. Vanden-Eijnden", 2024,
                        "Probabilistic Forecasting with Stochastic Interpolants and Föllmer Processes", "2403.13724"),
                new Citation("Y. Yasuda, R. Onishi", 2025, "Probabilistic Super-Resolution for Urban Micrometeorology via a Schrödinger Bridge", "2510.12148"),
                new Citation("J. Ho, A. Jain, P. Abbeel", 2020, "Denoising Diffusion Probabilistic Models", "2006.11239"));
        pace(4);
        group("Fields");
        cells = whole("cells", "n", "Cells", 64, 16, 128, "Cells a side of the fine field.").within(4, 256);
        length = real("length", "ℓ", "Correlation", 0.1, 0.02, 0.3, "Correlation length of the fine field, as a part of its side.").within(1e-3, 10).log();
        smoothness = real("smoothness", "ν", "Smoothness", 1, 0.2, 3, "Of the Matérn spectrum; a small ν is rough.").within(0.01, 20).log();
        blur = real("blur", "r", "Blur", 0.06, 0.01, 0.15, "Radius of the Gaussian blur that makes the coarse field.").within(0, 1);
        noise = real("noise", "τ", "Noise", 0.05, 0.01, 0.5, "Deviation of the noise in a pixel of the coarse field.").within(1e-4, 10).log();
        group("Sampling");
        sampler = choice("sampler", "Φ", "Sampler", Sampler.names(), "foellmer",
                "A bridge from the coarse field, bare or Föllmer's, or a diffusion from noise, ancestral or deterministic.").source("Chen et al. 2024");
        eps = real("eps", "ε", "Bridge noise", 0.5, 0.05, 2, "σ = ε(1 − t) of the bridges, in deviations of the field.").within(1e-3, 100).log().source("Chen et al. 2024");
        evaluations = whole("evaluations", "N", "Evaluations", 10, 2, 100, "Evaluations of the drift or of the denoiser for one member.").within(1, 2000).log();
        members = whole("members", "M", "Members", 32, 2, 64, "Members of the ensemble.").within(2, 256).log();
        lasts(p -> p.get(evaluations));

        gauge("time", "t", "", s -> s.ensemble.time());
        time(s -> s.ensemble.time());
        gauge("evaluations", "Evaluations", "", s -> s.ensemble.step());
        var law = gauge("law-error", "W₂ to the posterior", "", s -> s.ensemble.lawError());
        var spread = gauge("spread", "Spread of the members", "", Drawn::spread);
        gauge("spread-law", "Spread of their law", "", s -> s.ensemble.lawDeviation());
        var exact = gauge("spread-exact", "Spread of the posterior", "", s -> s.scene().fields().posteriorDeviation());
        gauge("mean-error", "RMS of mean − posterior mean", "", s -> FieldMeasures.rms(s.ensemble.mean(), s.scene().wiener()));
        gauge("sampling-error", "the same of a perfect ensemble", "", s -> s.scene().fields().posteriorDeviation() / Math.sqrt(s.ensemble.members().length));
        gauge("rmse", "RMS of mean − truth", "", s -> FieldMeasures.rms(s.ensemble.mean(), s.scene().truth()));
        gauge("rmse-coarse", "RMS of coarse − truth", "", s -> FieldMeasures.rms(s.scene().coarse(), s.scene().truth()));
        var ratio = gauge("spread-ratio", "Spread / of their law", "", s -> s.ensemble.lawDeviation() > 0 ? s.spread() / s.ensemble.lawDeviation() : 1);
        gauge("eps", "ε", "", s -> s.scene().eps());

        field("member", "Member", "one of the ensemble, now", "one member");
        field("coarse", "Coarse", "what is given", "coarse field");
        field("truth", "Truth", "the field that was blurred", "fine field");
        var errors = plot("evaluations", "Error by evaluations", "distance of the law from the posterior, in its spread").log();
        for (Sampler s : Sampler.values()) {
            errors.draw(CURVE, "error-" + s.id(), s.id(), "", "log₁₀ evaluations");
        }
        plane("spread", "Spread", "deviation of the members").draw(FILL, "spread", "deviation of the members");
        field("mean", "Mean", "of the ensemble", "ensemble mean");
        field("wiener", "Posterior mean", "Wiener filter", "posterior mean");
        history("spreads", "Spread", "of the members and of the posterior", spread, exact);
        layer("mean-error", "ensemble mean − posterior mean", "", "");

        String filter = "closed form: Wiener filter, and the sampler's law mode by mode";
        always("spread", "spread of the members / of their law", ratio, within(1, 0.1), filter);
        atEnd("law", "W₂ of the members' law to the posterior, relative to its spread", law, atMost(0.5), filter);
        for (Sampler s : Sampler.values()) {
            formula("order-" + s.id(), "observed order of " + s.id() + " between 400 and 800 evaluations", within(1, s == Sampler.DDPM ? 0.15 : 0.03),
                    "Euler–Maruyama with additive noise is of weak order one", () -> Math.log(s.error(rough(), 400, 0.5) / s.error(rough(), 800, 0.5)) / Math.log(2));
        }
        formula("ten-fifty", "Föllmer's bridge, ε = 1, in 10 evaluations over ancestral diffusion in 50: ratio of errors", atMost(1),
                "the ratio of evaluations is that of the urban micrometeorology paper, whose fields are others",
                () -> Sampler.FOELLMER.error(rough(), 10, 1) / Sampler.DDPM.error(rough(), 50, 1));
        tiny("cells=16");
        opens("Super-resolution", "Thirty-two fine fields out of one coarse field, in ten evaluations of Föllmer's bridge.")
                .set("length=0.2", "smoothness=0.5", "noise=0.1", "eps=1");
        preset("diffusion", "Super-resolution by diffusion", "The same coarse field, out of noise: ten evaluations are too few.")
                .set("length=0.2", "smoothness=0.5", "noise=0.1", "eps=1", "sampler=ddpm");
    }

    private void field(String id, String title, String subtitle, String label) {
        plane(id, title, subtitle).draw(FILL, id, label).alike("truth", "coarse", "member", "mean", "wiener");
    }

    /** Rough fields, blurred by 6 % of the side. */
    private static GaussianFields rough() {
        return new GaussianFields(32, 0.2, 0.5, 0.06, 0.1);
    }

    private GaussianFields fields(Knobs p, int n) {
        return new GaussianFields(n, p.get(length), p.get(smoothness), p.get(blur), p.get(noise));
    }

    @Override
    protected Drawn start(Knobs p, Philox random) {
        GaussianFields small = fields(p, Math.min(CURVE_CELLS, p.get(cells)));
        Map<Sampler, double[]> curves = new EnumMap<>(Sampler.class);
        for (Sampler s : Sampler.values()) {
            curves.put(s, Arrays.stream(EVALUATIONS).mapToDouble(n -> s.error(small, n, p.get(eps))).toArray());
        }
        Scene scene = Scene.of(fields(p, p.get(cells)), Sampler.named(p.get(sampler)), p.get(evaluations), p.get(eps), random);
        return new Drawn(Ensemble.start(scene, p.get(members)), curves);
    }

    @Override
    protected Drawn next(Drawn s, Turn t) {
        return new Drawn(s.ensemble.next(t.context()), s.curves);
    }

    @Override
    protected void look(Drawn s, Knobs p, Look to) {
        double[] mean = s.ensemble.mean();
        double[] wiener = s.scene().wiener();
        double[] error = new double[mean.length];
        Arrays.setAll(error, k -> mean[k] - wiener[k]);
        field(to, "member", s, s.ensemble.members()[0]);
        field(to, "coarse", s, s.scene().coarse());
        field(to, "truth", s, s.scene().truth());
        field(to, "mean", s, mean);
        field(to, "wiener", s, wiener);
        field(to, "spread", s, s.ensemble.spread());
        field(to, "mean-error", s, error);
        s.curves.forEach((k, errors) -> to.series("error-" + k.id(), Arrays.stream(EVALUATIONS).mapToDouble(Math::log10).toArray(), errors));
    }

    private static void field(Look to, String id, Drawn s, double[] values) {
        int n = s.scene().fields().size();
        to.field(id, n, n, Rect.UNIT, values);
    }
}
