package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseCourse;
import org.pushforward.engine.learn.HouseModel;
import org.pushforward.engine.learn.TextNet;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.Philox;

class OneBitTest {

    private static final TextNet.Recipe SMALL = new TextNet.Recipe(8, 2, 1, 6, 2, 8, 1e-2, 2);

    /** |W| = (1, 2)ᵀ (1, 3): nothing is lost but by fewer numbers. */
    @Test
    void rankOneIsExact() {
        double[] w = {1, -3, -2, 6};
        assertThat(OneBit.svid(w, 2).error()).isLessThan(1e-12);
        assertThat(OneBit.svid(w, 2).product()).containsExactly(w, Offset.offset(1e-12));
        // rows: means 2 and 4, squares left 1 + 1 + 4 + 4 = 10 of 50
        assertThat(OneBit.byRows(w, 2).error()).isCloseTo(Math.sqrt(10.0 / 50), Offset.offset(1e-12));
        // one: mean 3, squares left 4 + 0 + 1 + 9 = 14
        assertThat(OneBit.byOne(w, 2).error()).isCloseTo(Math.sqrt(14.0 / 50), Offset.offset(1e-12));
    }

    @Test
    void aMatrixOfNothingIsRefused() {
        assertThatThrownBy(() -> new OneBit().opened("matrix=1e-300,2e-300")).isInstanceOf(InputException.class).hasMessageContaining("is zero");
    }

    /** What the students learn with and the network with its matrices replaced say the same, to the 32 bits they are computed in. */
    @Test
    void aStudentIsTheNetworkOfItsSignsAndNumbers() {
        CancelToken cancel = new CancelToken();
        for (String name : HouseCourse.NAMES) {
            HouseModel m = HouseCourse.start(name, SMALL, new Philox(1)).model();
            Fit fit = Fit.from(OneBit.weights(m), AdamW.ADAM, OneBit.theta(m, true));
            Function<Theta, Value> lesson = m.lesson(new Philox(2), 3);
            double[] said = fit.evaluate(cancel, w -> lesson.apply(OneBit.oneBit(w, m)));
            double[] replaced = Fit.from(m.weights(), AdamW.ADAM, OneBit.student(m, fit).theta()).evaluate(cancel, lesson);
            assertThat(said).as(name).containsExactly(replaced, Offset.offset(1e-4));
            assertThat(Fit.from(m.weights(), AdamW.ADAM, m.theta()).evaluate(cancel, lesson)).as(name).isNotEqualTo(replaced);
        }
    }

    /** A tiny reader is trained in two steps and taught again for two epochs; of six matrices each weight is a bit, and the students learn. */
    @Test
    void aTextModelIsTaughtToo() {
        Solver s = new OneBit(SMALL).opened("model=text", "epochs=2");
        s.advance(2, StepContext.serial());
        double before = s.diagnostics().value("loss-rows").orElseThrow();
        s.advance(48, StepContext.serial());
        assertThat(s.status()).isInstanceOf(Status.Finished.class);
        assertThat(s.diagnostics().value("loss-rows").orElseThrow()).isLessThan(before);
        assertThat(s.diagnostics().value("bits-per-weight").orElseThrow()).isCloseTo(1 + 16 * 40 / 256.0, Offset.offset(1e-12));
        assertThat(s.frame(50).layer("trained")).isPresent();
    }

    @Test
    void zeroIsRefused() {
        assertThatThrownBy(() -> new OneBit().opened("matrix=0,0;0,0")).isInstanceOf(InputException.class).hasMessageContaining("zero");
    }
}
