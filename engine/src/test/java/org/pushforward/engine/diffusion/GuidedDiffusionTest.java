package org.pushforward.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Verifier;

class GuidedDiffusionTest {

    private static final StepContext SERIAL = StepContext.serial();
    private static final double[] SOME = {0.3, -0.7, 1.2, 0.4, -2, 1.5};

    /** Every label is a part of the whole: p_c ≤ K p_u where the labels are equally likely, and the mean over labels is p_u. */
    @ParameterizedTest
    @ValueSource(strings = {"branches", "petals", "ring8"})
    void labelsAddUpToTheWhole(String name) {
        Problems.Labelled l = Problems.labelled(name);
        for (int q = 0; q < SOME.length; q += 2) {
            int at = q;
            double mean = l.classes().stream().mapToDouble(c -> Math.exp(c.logDensity(SOME, at, 0.1))).average().orElseThrow();
            assertThat(mean).isCloseTo(Math.exp(l.all().logDensity(SOME, at, 0.1)), offset(1e-14));
        }
    }

    /** x ~ N(0, I) seen with noise of variances ⅓ and 1 at (1, .8), by the rule of Bayes. */
    @Test
    void theOneGaussianIsAnObservation() {
        GaussianMixture c = Problems.labelled("gaussian").all().conditioned(new double[] {1, 0}, 1, Math.sqrt(1 / 3.0)).conditioned(new double[] {0, 1}, 0.8, 1);
        GaussianMixture label = Problems.labelled("gaussian").classes().getFirst();
        assertThat(c.mean()).containsExactly(label.mean(), offset(1e-14));
        assertThat(c.covariance().minus(label.covariance()).frobenius()).isLessThan(1e-14);
    }

    /** Without weight a guided score is the label's own, with w = 0 that of all data; blur is noise that the model does not know of. */
    @Test
    void guidanceMixesScores() {
        Problems.Labelled l = Problems.labelled("petals");
        Score own = Score.of(l.classes().getFirst());
        Score all = Score.of(l.all());
        assertThat(Guides.away(own, all, _ -> 1).eps(SOME, 0.4, SERIAL)).isEqualTo(own.eps(SOME, 0.4, SERIAL));
        assertThat(Guides.away(own, all, _ -> 0).eps(SOME, 0.4, SERIAL)).isEqualTo(all.eps(SOME, 0.4, SERIAL));
        assertThat(Guides.within(3, 0.1, 1).at(0.1)).isEqualTo(1);
        assertThat(Guides.within(3, 0.1, 1).at(1)).isEqualTo(3);
        double[] blurred = Guides.blurred(l.all(), 0.3).eps(SOME, 0.4, SERIAL);
        double[] level = all.eps(SOME, 0.5, SERIAL);
        assertThat(blurred).containsExactly(Arrays.stream(level).map(e -> 0.8 * e).toArray(), offset(1e-14));
    }

    /** DPS moves by ζ times the slope of |y − aᵀD| in x_t = x̂/√(1 + σ²): by central differences, good to h². */
    @Test
    void aPushGoesDownhill() {
        GaussianMixture p = Problems.ring8();
        Guides.Measurement m = Guides.Measurement.at(25, 0.9, 0.3);
        double sigma = 0.7;
        double[] push = Guides.push(p, m, 0.5, SOME, Score.of(p).eps(SOME, sigma, SERIAL), sigma);
        double h = 1e-5;
        for (int k = 0; k < SOME.length; k++) {
            double slope = (misfit(p, m, sigma, k, h) - misfit(p, m, sigma, k, -h)) / (2 * h);
            assertThat(push[k]).isCloseTo(-0.5 * (1 + sigma * sigma) * slope, offset(1e-8));
        }
    }

    private static double misfit(GaussianMixture p, Guides.Measurement m, double sigma, int coordinate, double by) {
        double[] x = SOME.clone();
        x[coordinate] += by;
        double[] d = Interval.sum(1, x, -sigma, Score.of(p).eps(x, sigma, SERIAL));
        return Math.abs(m.y() - m.of(d, coordinate / 2 * 2));
    }

    /** At w = 1 all agree; the flow ends at the geometric mean, and small ancestral steps at φ² ∫ φ⁻² dv, here by the rule of the middle in ln v, good to 1e-4. */
    @Test
    void oneGaussianHasThreeAnswers() {
        GaussianGuidance g = new GaussianGuidance(0.25, 1);
        double[] fine = new double[100_001];
        Arrays.setAll(fine, i -> 1000 * Math.pow(1e-9, i / 100_000.0));
        assertThat(g.tilted(1)).isEqualTo(0.25);
        assertThat(g.flow(1, 1000, 1e-6)).isCloseTo(0.25, offset(1e-6));
        assertThat(g.ancestral(1, fine)).isCloseTo(0.25, offset(1e-4));
        assertThat(g.tilted(3)).isCloseTo(0.1, offset(1e-15));
        assertThat(g.flow(3, 1000, 1e-6)).isCloseTo(0.25 * 0.25 * 0.25, offset(1e-6));
        double sum = 0;
        int n = 100_000;
        double width = Math.log(1e18) / n;
        for (int k = 0; k < n; k++) {
            double v = 1e-12 * Math.exp((k + 0.5) * width);
            sum += width * v * Math.pow(0.25 + v, -6) * Math.pow(1 + v, 4);
        }
        assertThat(g.ancestral(3, fine)).isCloseTo(sum * Math.pow(0.25, 6), offset(1e-4));
    }

    /** What is said of every run holds whatever the seed: chance, and labels that are apart, must not make it red. */
    @ParameterizedTest
    @CsvSource({"task=posterior steps=20 sampler=heun particles=100,3", "data=ring8 weight=3 steps=15 particles=100,1", "weight=2 steps=12 particles=800,5"})
    void chanceFailsNoCheck(String settings, long seed) {
        var study = new GuidedDiffusion();
        try (Run run = new Run(RunDefinition.of(study, ParameterSet.of(study.parameters(), settings.split(" ")), seed), 2)) {
            run.seek(50);
            assertThat(run.status()).isEqualTo(Status.FINISHED);
            assertThat(Verifier.live(study, run.frame(), run.status())).isNotEmpty().allMatch(Check.Verdict::pass);
        }
    }

    @Test
    void aTripGoesUpAndDown() {
        Grid g = Grid.of(new Grid.Settings(Schedule.EDM, "karras", 4, 0.1, 10, 7, List.of(), false)).thereAndBack();
        assertThat(g.steps()).isEqualTo(8);
        assertThat(g.sigma()[4]).isCloseTo(10, offset(1e-12));
        assertThat(g.sigma()[1]).isEqualTo(g.sigma()[7]).isGreaterThan(g.sigma()[0]);
    }

    /** A measurement that is moved on the way is a new law; a label that is not there is refused. */
    @Test
    void measurementsMoveAndLabelsMustBeThere() {
        var study = new GuidedDiffusion();
        Solver s = study.opened("task=posterior", "particles=20", "steps=4");
        s.advance(1, SERIAL);
        assertThat(s.frame(1).layer("reading")).isPresent();
        assertThatThrownBy(() -> study.opened("data=branches", "class=3")).isInstanceOf(InputException.class).hasMessageContaining("up to 2");
    }

    /** Draws of a power of a law are those of the label where no weight is. */
    @Test
    void theLawOnCellsIsThatOfTheLabel() {
        Meant.Problem of = Meant.Problem.of("petals", 2, Guides.Measurement.at(0, 0, 1));
        Meant power = of.meaningPower(1, 0.1, new Philox(2), SERIAL);
        double c = of.scale(0.1);
        assertThat(power.law().moments().mean()[0]).isCloseTo(c * of.wanted().mean()[0], offset(1e-3));
        assertThat(power.law().moments().covariance().minus(of.wanted().covariance().plusIdentity(0.01).scaled(c * c)).frobenius()).isLessThan(5e-3);
    }
}
