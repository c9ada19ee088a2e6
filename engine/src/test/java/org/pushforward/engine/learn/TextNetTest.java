package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Philox;

class TextNetTest {

    private static final CancelToken NEVER = new CancelToken();
    private static final TextNet.Recipe SMALL = new TextNet.Recipe(12, 2, 1, 12, 4, 30, 1e-2, 4);

    private static HouseCourse played(HouseCourse from, Philox random) {
        HouseCourse c = from;
        while (!c.isDone()) {
            c = c.next(random, NEVER);
        }
        return c;
    }

    /** Eight steps of four iterations, the last of two; the second time all of it is known, and nothing is different. */
    @Test
    void aTrainingIsPlayedBackStepByStep() {
        Philox random = new Philox(11);
        HouseCourse first = HouseCourse.start("text", SMALL, random);
        assertThat(first.left()).hasSize(1);
        HouseCourse trained = played(first, random);
        assertThat(trained.losses()).hasSize(8);
        HouseCourse again = HouseCourse.start("text", SMALL, random);
        assertThat(again.left()).isEmpty();
        assertThat(((TextNet) again.model()).theta()).isEqualTo(((TextNet) first.model()).theta());
        HouseCourse half = again.next(random, NEVER);
        assertThat(half.losses()).isEqualTo(Arrays.copyOf(trained.losses(), 1));
        assertThat(half.model()).isSameAs(again.model());
        assertThat(((TextNet) played(half, random).model()).theta()).isEqualTo(((TextNet) trained.model()).theta());
        assertThat(HouseCourse.start("text", new TextNet.Recipe(12, 2, 1, 12, 4, 31, 1e-2, 4), random).left()).as("another recipe").hasSize(1);
    }

    /** It learns, and does not learn more than there is to know. */
    @Test
    void itsLossIsBetweenNothingAndTheFloor() {
        Philox random = new Philox(12);
        HouseCourse start = HouseCourse.start("text", SMALL, random);
        TextNet net = (TextNet) played(start, random).model();
        assertThat(start.model().heldOut(NEVER)).isBetween(Math.log(18) - 0.3, Math.log(18) + 0.5);
        assertThat(net.heldOut(NEVER)).isBetween(net.floor(), start.model().heldOut(NEVER) - 0.3);
        assertThat(net.floor()).isGreaterThan(net.source().entropyRate());
        double mean = 0;
        for (int k = 0; k < 32; k++) {
            mean += Arrays.stream(net.surprise(k, NEVER)).average().orElseThrow() / 32;
        }
        assertThat(mean).isCloseTo(net.heldOut(NEVER), Offset.offset(1e-5));
        assertThat(net.text(0)).hasSize(12);
    }

    /** The weights of the house recipe: 18 · 48 for symbols, 48² for places, twice 4 (48² + 48) + 2 · 4 · 48² + 5 · 48 + 4 · 48, 96 and 18 · 49 at the end. */
    @Test
    void theHouseRecipeHasSixtyThousandWeights() {
        assertThat(Weights.of(TextNet.Recipe.HOUSE).size()).isEqualTo(18 * 48 + 48 * 48 + 2 * (4 * (48 * 48 + 48) + 8 * 48 * 48 + 5 * 48 + 4 * 48) + 96 + 18 * 49);
    }

    /** Products of what comes and of the derivatives there are the derivatives by the matrices. */
    @Test
    void slopesAreDerivatives() {
        TextNet net = TextNet.untrained(SMALL, new Philox(13));
        HouseModel.Traces t = net.traces(NEVER);
        Weights weights = Weights.of(SMALL);
        Fit fit = Fit.from(weights, AdamW.ADAM, net.theta()).precise();
        for (int k = 0; k < net.pieces().size(); k++) {
            HouseModel.Piece p = net.pieces().get(k);
            int entry = p.w().length / 2 + 1;
            double[] up = p.w().clone();
            double[] down = p.w().clone();
            up[entry] += 1e-4;
            down[entry] -= 1e-4;
            double slope = (fit.evaluate(NEVER, net.with(k, up).theta(), w -> SMALL.loss(w, net.known()))[0] - fit.evaluate(NEVER, net.with(k, down).theta(), w -> SMALL.loss(w, net.known()))[0]) / 2e-4;
            // In 32 bits a derivative of a mean over 384 characters is good to 1e-6.
            assertThat(t.slope(k, p.inputs(), p.outputs())[entry]).as(p.name()).isCloseTo(slope, Offset.offset(3e-6));
        }
    }
}
