package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class ExpertMergingTest {

    /** Two inputs, three neurons, one output. */
    private static final DenseExpert EXPERT = new DenseExpert(new double[] {1, 2, -1, 0, 3, 1}, new double[] {0.5, 0, -1}, new double[] {1, -2, 0.5}, new double[] {0.1});

    private static double[] said(DenseExpert e) {
        double[] y = new double[1];
        e.add(new double[] {1, -0.2}, 0, 2, y, 0);
        return y;
    }

    /** Neurons: 1 − .4 + .5 = 1.1; −1 is off; 3 − .2 − 1 = 1.8. So y = 1.1 + .9 + .1, twice. */
    @Test
    void anExpertByHandWhateverTheOrder() {
        assertThat(said(EXPERT)[0]).isCloseTo(4.2, within(1e-12));
        assertThat(said(EXPERT.permuted(new int[] {2, 0, 1}))[0]).isCloseTo(4.2, within(1e-12));
    }

    @Test
    void orderIsFoundAgain() {
        int[] planted = {1, 2, 0};
        int[] found = EXPERT.matching(EXPERT.permuted(planted), new CancelToken());
        assertThat(EXPERT.permuted(planted).permuted(found).u()).containsExactly(EXPERT.u());
        assertThat(EXPERT.cosines(EXPERT)[4]).isCloseTo(1, within(1e-12));
    }

    @Test
    void meansAreWeighted() {
        DenseExpert other = new DenseExpert(new double[6], new double[3], new double[3], new double[] {4.1});
        assertThat(DenseExpert.mean(List.of(EXPERT, other), new double[] {3, 1}).b()[0]).isCloseTo(1.1, within(1e-12));
    }

    /** Equal singular values: the rank itself. All columns kept: the matrix itself. */
    @Test
    void ranksAndCuts() {
        DenseExpert twice = new DenseExpert(new double[] {2, 0, 0, 2}, new double[2], new double[2], new double[1]);
        assertThat(twice.effectiveRank()).isCloseTo(2, within(1e-12));
        assertThat(EXPERT.compressed(1, 2).u()).containsExactly(EXPERT.u(), Offset.offset(1e-12));
        assertThat(ExpertMerging.bytesRatio(8, 0)).isEqualTo(1);
    }

    /** Experts 0 and 3 are used most; 1 is like 3, the others are like 0. */
    @Test
    void followersGoToTheMostAlike() {
        double[] usage = {0.9, 0.1, 0.1, 0.8, 0.1, 0.1, 0.1, 0.1};
        double[] alike = new double[64];
        for (int e = 0; e < 8; e++) {
            alike[e * 8] = 0.5;
        }
        alike[8 + 3] = 0.7;
        assertThat(new Routing(new double[0], usage, alike).leaders(2)).containsExactly(0, 3, 0, 3, 0, 0, 0, 0);
    }

    @Test
    void aShortRunMergesToSix() {
        Solver s = new ExpertMerging().opened("epochs=1", "groups=6");
        s.advance(100, StepContext.serial());
        assertThat(s.diagnostics().value("permutation-error").orElseThrow()).isLessThan(1e-9);
        assertThat(s.diagnostics().value("loss").orElseThrow()).isPositive();
        assertThat(s.diagnostics().value("bytes-ratio").orElseThrow()).isEqualTo(ExpertMerging.bytesRatio(6, 12));
    }
}
