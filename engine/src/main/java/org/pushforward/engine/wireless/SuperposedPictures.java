package org.pushforward.engine.wireless;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code wireless.jscc-mac}: two senders who see the same scene learn, with one receiver, to send pictures over a channel that adds what they send
 * (Yilmaz, Karamanlı &amp; Gündüz 2023, arXiv:2211.09920); beside it the same networks with half of the uses for each. Or a Gaussian pair, whose distortion is known.
 */
public final class SuperposedPictures extends Study<SuperposedPictures.State> {

    private static final List<String> WAYS = List.of("superposed", "orthogonal");
    private static final int PICKS = 71;
    private static final int CONTRAST = 72;
    private static final int NOISE = 73;
    private static final int HELD = 74;
    private static final int[] SHOWN = {2, 3, 4, 6, 7, 8};
    /** Digits that the curves by noise are measured on. */
    private static final int FEW = 120;
    private static final double[] FINE = IntStream.rangeClosed(-32, 80).mapToDouble(k -> 0.25 * k).toArray();
    private static final double[] DECIBELS = IntStream.rangeClosed(-2, 5).mapToDouble(k -> 4.0 * k).toArray();

    /** @param decoded both pictures of what was held out; {@code curve} PSNR of the first few by SNR, and at the SNR that is set */
    record Sight(double[] decoded, double psnr, double[] curve, double few) { }

    record Runner(PictureLink link, Fit fit, Sight sight) { }

    record Pair(GaussianPair net, Fit fit, double distortion) { }

    /** @param race none in the Gaussian problem, {@code pair} one there only */
    record State(Race<Runner> race, List<Pair> pair, PictureLink.Views held) { }

    private final Knob<String> problem;
    private final Knob<Integer> uses;
    private final Knob<Double> snr;
    private final Knob<Double> correlation;
    private final Training training;

    public SuperposedPictures() {
        super("wireless.jscc-mac", "Two pictures in one waveform",
                "Two cameras see one scene, and their channel adds what they send. Instead of taking turns both send all the time, and one receiver makes both pictures from the sum: encoders and decoder are learnt together, through the noise. "
                        + "With the same uses and energy the pictures are better than in turns, and with less signal than they were trained for they blur and do not break. "
                        + "For a Gaussian pair the distortion of sending uncoded is known, and a linear codec learns it: the more alike the two, the more the channel's sum is what the receiver wants. "
                        + "Views of 8 × 8 digits, half a pixel apart, stand in for the paper's CIFAR pictures and street scenes; both ways have one decoder that sees everything. The channel is real and fading is left out.",
                List.of("y = x_1 + x_2 + n,  ‖x_i‖² = k P", "D/σ² = (P(1 − ρ²) + N)/(2P(1 + ρ) + N)"),
                new Citation("S. F. Yilmaz, C. Karamanlı, D. Gündüz", 2023, "Distributed Deep Joint Source-Channel Coding over a Multiple Access Channel", "2211.09920"));
        group("Channel");
        problem = choice("problem", "S", "Sources", List.of("digits", "gaussian"), "digits", "Two views of handwritten digits, or pairs of correlated normal numbers, as many as there are uses.");
        uses = whole("uses", "k", "Uses", 8, 2, 32, "Of the channel for both pictures together; even, so that halves are whole.").within(1, 64).but(1, problem, "gaussian");
        snr = real("snr-db", "P/N", "Signal to noise", 5, -5, 20, "Power of one sender over the noise; the training goes on with it.").within(-40, 80).unit("dB").live();
        correlation = real("correlation", "ρ", "Correlation", 0.8, 0, 1, "Of the normal numbers.").within(-0.999, 1).when(problem, "gaussian").live();
        group("Training");
        training = training(real("learning-rate", "η", "Learning rate", 2e-3, 1e-4, 1e-1, "Of Adam, falling to zero on half a cosine.").within(1e-8, 10).log().live().but(3e-2, problem, "gaussian"),
                whole("batch", "B", "Batch", 128, 16, 512, "Pairs of pictures of an iteration.").within(1, 65_536).log().when(problem, "digits"),
                whole("iterations", "N", "Iterations", 1000, 100, 5000, "After which the training is finished.").within(1, 1_000_000).log(),
                whole("iterations-per-step", "k", "Iterations a step", 10, 1, 100, "Iterations between two pictures.").within(1, 10_000).log());
        pace(15);
        refuse(p -> p.get(problem).equals("digits") && p.get(uses) % 2 != 0, p -> "uses: " + p.get(uses) + " cannot be halved between two senders; take " + (p.get(uses) + 1));

        var psnr = gauge("psnr", "PSNR, superposed", "dB", s -> s.race.get("superposed").sight.psnr).when(s -> s.pair.isEmpty());
        var orthogonal = gauge("psnr-orthogonal", "PSNR, in turns", "dB", s -> s.race.get("orthogonal").sight.psnr).when(s -> s.pair.isEmpty());
        var distortion = gauge("distortion", "Distortion", "", s -> s.pair.getFirst().distortion).when(s -> !s.pair.isEmpty());
        var exact = gauge("distortion-exact", "Uncoded, exact", "", (_, p) -> GaussianPair.exact(p.get(correlation), noise(p.get(snr))));
        gauge("distortion-orthogonal", "In turns, uncoded", "", (_, p) -> GaussianPair.orthogonal(p.get(correlation), noise(p.get(snr))));
        var power = gauge("power", "Energy of a codeword over uses", "", this::power).when(s -> s.pair.isEmpty());
        var excess = gauge("excess", "Distortion over the exact one, less one", "", (s, p) -> Math.max(1e-12, s.pair.getFirst().distortion / GaussianPair.exact(p.get(correlation), noise(p.get(snr))) - 1)).when(s -> !s.pair.isEmpty());

        plot("distortions", "Distortion of a Gaussian pair", "mean square, of variance one").draw(CURVE, "by-snr", "uncoded, superposed", "", "P/N in dB")
                .draw(CURVE, "by-snr-orthogonal", "uncoded, in turns", "", "P/N in dB").draw(POINTS, "learnt", "learnt", "", "P/N in dB").log();
        multiples("pictures", "Two views of six digits", "above seen from the left, below from the right").draw(CELLS, "sent", "sent").draw(CELLS, "got-superposed", "superposed")
                .draw(CELLS, "got-orthogonal", "in turns")
                .alike("sent", "got-superposed", "got-orthogonal");
        plot("waveform", "The waveform of the first digit", "one number a use").draw(CURVE, "wave-1", "sender 1", "", "use").draw(CURVE, "wave-2", "sender 2", "", "use")
                .draw(CURVE, "wave-sum", "received", "", "use");
        plot("graceful", "Pictures by signal to noise", "as the networks are now, on 120 digits").draw(CURVE, "curve-superposed", "superposed", "dB", "P/N in dB")
                .draw(CURVE, "curve-orthogonal", "in turns", "dB", "P/N in dB").draw(POINTS, "now", "now", "dB", "P/N in dB");
        history("psnrs", "Peak signal-to-noise ratio", "both pictures, of held-out digits", psnr, orthogonal);
        history("distance", "Distortion over the exact one, less one", "falls with the training", excess).log();

        always("power", "energy of every codeword over the uses, largest distance from one", power, atMost(1e-5), "closed form: both ways, both senders");
        atEnd("codec", "Gaussian pair: distortion over the closed form, less one", excess, atMost(0.02), "closed form: linear estimation");
        reference("gaussian", "one use, −5, 5 and 15 dB, ρ 0, .5 and .9: linear codec over closed form, less one, largest", atMost(0.02), "closed form: linear estimation", t -> worstPair(t, excess),
                "problem=gaussian");
        formula("tie", "ρ = 0: distortion superposed over that in turns, less one", atMost(1e-12), "closed form: with nothing in common nothing is gained", () -> Math.abs(GaussianPair.exact(0, 0.3) / GaussianPair.orthogonal(0, 0.3) - 1));
        Shared<double[]> usual = shared(t -> t.means(5, psnr, orthogonal));
        lengthy("gain", "8 uses, 5 dB: PSNR gained, mean of 5 seeds, dB", atLeast(0.4), "our runs", usual, r -> r[0] - r[1]);
        lengthy("corners", "4 and 16 uses, 0 and 10 dB: least PSNR gained, means of 3 seeds, dB", atLeast(0.4), "our runs", t -> {
            double least = Double.POSITIVE_INFINITY;
            for (String corner : List.of("uses=4 snr-db=0", "uses=4 snr-db=10", "uses=16 snr-db=0", "uses=16 snr-db=10")) {
                double[] mean = t.anew(1, corner.split(" ")).means(3, psnr, orthogonal);
                least = Math.min(least, mean[0] - mean[1]);
            }
            return least;
        });
        opens("Both at once", "The channel adds two waveforms, and the receiver makes two pictures of the sum.").panes("pictures", "graceful", "waveform", "psnrs").pins("snr-db", "uses", "problem");
        preset("gaussian", "A pair whose distortion is known", "Two normal numbers, one use: what uncoded sending costs, and a codec that learns it.").set("problem=gaussian")
                .panes("distortions", "distance").pins("snr-db", "correlation", "problem");
        preset("unlike", "Nothing in common", "Without correlation the sum is no better than taking turns.").set("problem=gaussian", "correlation=0", "uses=2")
                .panes("distortions", "distance").pins("correlation", "snr-db", "uses");
        preset("four", "Four numbers for two pictures", "Much noise and two numbers a picture: what is sent at once keeps more of its shape.").set("uses=4", "snr-db=0")
                .panes("pictures", "psnrs", "graceful", "waveform").pins("snr-db", "uses", "problem");
        tiny("uses=2 iterations=2 iterations-per-step=1 batch=8", "problem=gaussian iterations=2 iterations-per-step=1", "problem=gaussian uses=3 iterations=2 iterations-per-step=1");
    }

    private static double noise(double decibel) {
        return Math.pow(10, -0.1 * decibel);
    }

    private boolean isPair(Knobs p) {
        return p.get(problem).equals("gaussian");
    }

    private double worstPair(Trial<State> t, Gauge<State> excess) {
        double worst = 0;
        for (int decibel : new int[] {-5, 5, 15}) {
            for (double rho : new double[] {0, 0.5, 0.9}) {
                worst = Math.max(worst, Math.abs(t.anew(1, "snr-db=" + decibel, "correlation=" + rho).rest().value(excess)));
            }
        }
        return worst;
    }

    // ---- training

    @Override
    protected State start(Knobs p, Philox random) {
        DigitsNet.Examples held = DigitsNet.Examples.of(true);
        double[] u = new double[2 * held.count()];
        random.stream(HELD).uniforms(0, held.count(), 0, 2, u, 0);
        PictureLink.Views views = PictureLink.Views.of(held, u);
        CancelToken cancel = CancelToken.current();
        if (isPair(p)) {
            GaussianPair net = new GaussianPair(p.get(uses));
            return new State(new Race<>(List.of(), List.of()), List.of(pair(net, Fit.start(Weights.of(net), AdamW.ADAM, random).precise(), p, cancel)), views);
        }
        return new State(Race.of(WAYS, way -> {
            PictureLink link = new PictureLink(way.equals("superposed"), p.get(uses));
            Fit fit = Fit.start(Weights.of(link), AdamW.ADAM, random);
            return new Runner(link, fit, sight(link, fit, views, p, random, cancel));
        }), List.of(), views);
    }

    @Override
    protected State next(State s, Turn t) {
        CancelToken cancel = t.context().cancel();
        List<Training.Draw> draws = training.draws(t);
        double deviation = Math.sqrt(noise(t.get(snr)));
        if (isPair(t.p())) {
            Pair pair = s.pair.getFirst();
            Fit fit = pair.fit;
            for (Training.Draw d : draws) {
                fit = fit.step(cancel, training.rate(t.p(), d.iteration(), 10), w -> pair.net.distortion(w, t.get(correlation), deviation * deviation));
            }
            return new State(s.race, List.of(pair(pair.net, fit, t.p(), cancel)), s.held);
        }
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        return new State(s.race.then((_, r) -> {
            Fit fit = r.fit;
            for (Training.Draw d : draws) {
                PictureLink.Views v = PictureLink.Views.of(HouseModels.picked(known, d.picks(PICKS, d.batch(), known.count())), d.uniforms(CONTRAST, d.batch(), 2));
                double[] z = scaled(d.normals(NOISE, d.batch(), r.link.uses()), deviation);
                fit = fit.step(cancel, training.rate(t.p(), d.iteration(), 10),
                        w -> r.link.decoded(w, r.link.received(w, v, z)).minus(w.tape().of(v.both(), v.count(), 2 * PictureLink.PIXELS)).square().mean());
            }
            return new Runner(r.link, fit, sight(r.link, fit, s.held, t.p(), t.random(), cancel));
        }), List.of(), s.held);
    }

    /** What was trained for another noise is heard through this one. */
    @Override
    protected State changed(State s, Knobs before, Knobs now) {
        CancelToken cancel = CancelToken.current();
        return new State(s.race.then((_, r) -> new Runner(r.link, r.fit, sight(r.link, r.fit, s.held, now, new Philox(1), cancel))),
                s.pair.stream().map(q -> pair(q.net, q.fit, now, cancel)).toList(), s.held);
    }

    private Pair pair(GaussianPair net, Fit fit, Knobs p, CancelToken cancel) {
        return new Pair(net, fit, fit.evaluate(cancel, w -> net.distortion(w, p.get(correlation), noise(p.get(snr))))[0]);
    }

    private static double[] scaled(double[] z, double factor) {
        return Arrays.stream(z).map(v -> factor * v).toArray();
    }

    private Sight sight(PictureLink link, Fit fit, PictureLink.Views held, Knobs p, Philox random, CancelToken cancel) {
        double[] z = new double[held.count() * link.uses()];
        random.stream(HELD + 1).normals(0, held.count(), 0, link.uses(), z, 0);
        double[] truth = held.both();
        double[] decoded = heard(link, fit, held, scaled(z, Math.sqrt(noise(p.get(snr)))), cancel);
        PictureLink.Views few = held.first(FEW);
        double[] fewTruth = few.both();
        double[] fewNoise = Arrays.copyOf(z, FEW * link.uses());
        double now = decibel(Arrays.copyOf(decoded, fewTruth.length), fewTruth);
        return new Sight(decoded, decibel(decoded, truth), Arrays.stream(DECIBELS).map(d -> decibel(heard(link, fit, few, scaled(fewNoise, Math.sqrt(noise(d))), cancel), fewTruth)).toArray(), now);
    }

    private static double[] heard(PictureLink link, Fit fit, PictureLink.Views v, double[] noise, CancelToken cancel) {
        return fit.evaluate(cancel, w -> link.decoded(w, link.received(w, v, noise)));
    }

    private static double decibel(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]) / a.length;
        }
        return -10 * Math.log10(Math.max(1e-30, sum));
    }

    /** Of 32-bit words. */
    private double power(State s) {
        double worst = 0;
        for (Runner r : s.race.states()) {
            for (int user = 1; user <= 2; user++) {
                int sender = user;
                double[] x = user == 1 ? s.held.first() : s.held.second();
                double[] energy = r.fit.evaluate(CancelToken.current(), w -> r.link.sent(w, x, sender).square().sum(1).times(1.0 / r.link.uses()));
                worst = Math.max(worst, Arrays.stream(energy).map(e -> Math.abs(e - 1)).max().orElseThrow());
            }
        }
        return worst;
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        double rho = p.get(correlation);
        to.series("by-snr", FINE, Arrays.stream(FINE).map(d -> GaussianPair.exact(rho, noise(d))).toArray());
        to.as(rho == 0 ? "uncoded, in turns: the same" : "uncoded, in turns").series("by-snr-orthogonal", FINE, Arrays.stream(FINE).map(d -> GaussianPair.orthogonal(rho, noise(d))).toArray());
        to.series("learnt", s.pair.stream().mapToDouble(_ -> p.get(snr)).toArray(), s.pair.stream().mapToDouble(Pair::distortion).toArray());
        if (isPair(p)) {
            return;
        }
        to.matrix("sent", 17, 9 * SHOWN.length - 1, mosaic(s.held.both()));
        for (Runner r : s.race.states()) {
            String way = r.link.isSuperposed() ? "superposed" : "orthogonal";
            to.matrix("got-" + way, 17, 9 * SHOWN.length - 1, mosaic(r.sight.decoded));
            to.series("curve-" + way, DECIBELS, r.sight.curve);
        }
        Runner r = s.race.get("superposed");
        double[] use = IntStream.rangeClosed(1, r.link.uses()).asDoubleStream().toArray();
        double[] one = word(r, s.held.first(), 1, to);
        double[] two = word(r, s.held.second(), 2, to);
        double[] z = new double[use.length];
        to.random().stream(HELD + 1).normals(0, 1, 0, z.length, z, 0);
        double deviation = Math.sqrt(noise(p.get(snr)));
        double[] sum = new double[use.length];
        Arrays.setAll(sum, k -> one[k] + two[k] + deviation * z[k]);
        to.series("wave-1", use, one);
        to.series("wave-2", use, two);
        to.series("wave-sum", use, sum);
        to.series("now", new double[] {p.get(snr), p.get(snr)}, new double[] {r.sight.few, s.race.get("orthogonal").sight.few});
    }

    private static double[] word(Runner r, double[] x, int user, Look to) {
        return r.fit.evaluate(to.context().cancel(), w -> r.link.sent(w, Arrays.copyOf(x, PictureLink.PIXELS), user));
    }

    /** Both views of some digits of different kinds, with a line between. */
    private static double[] mosaic(double[] both) {
        int columns = 9 * SHOWN.length - 1;
        double[] m = new double[17 * columns];
        int[] label = DigitsNet.Examples.of(true).label();
        for (int d = 0; d < SHOWN.length; d++) {
            int kind = SHOWN[d];
            int digit = IntStream.range(0, label.length).filter(n -> label[n] == kind).findFirst().orElseThrow();
            for (int k = 0; k < 2 * PictureLink.PIXELS; k++) {
                int pixel = k % PictureLink.PIXELS;
                m[(k / PictureLink.PIXELS * 9 + pixel / 8) * columns + d * 9 + pixel % 8] = both[digit * 2 * PictureLink.PIXELS + k];
            }
        }
        return m;
    }
}
