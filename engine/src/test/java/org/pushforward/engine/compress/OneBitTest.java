package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;

class OneBitTest {

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
    void zeroIsRefused() {
        assertThatThrownBy(() -> new OneBit().opened("matrix=0,0;0,0")).isInstanceOf(InputException.class).hasMessageContaining("zero");
    }
}
