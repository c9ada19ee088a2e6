package org.pushforward.engine.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.run.RelaxationExperiment;

class ParameterTest {

    private final ParameterSet set = new RelaxationExperiment().defaults();

    @Property
    void realNumbersReadBackAsTheSameBits(@ForAll double v) {
        assertThat(Double.valueOf(Parameter.Real.text(v == 0 ? 0 : v))).isEqualTo(v == 0 ? 0 : v);
    }

    @Property
    void vectorsReadBack(@ForAll @Size(min = 1, max = 6) List<Double> values) {
        Parameter.VectorValue v = new Parameter.VectorValue(1, values.size(), values);
        assertThat(Parameter.VectorValue.parse(v.toString()).rows()).isEqualTo(1);
        assertThat(Parameter.VectorValue.parse(v.toString()).values()).usingElementComparator((a, b) -> a.doubleValue() == b ? 0 : 1)
                .isEqualTo(values);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"rate|NaN", "rate|-1", "rate|fast", "rate|Infinity", "n|0", "n|1.5", "n|99999999999", "mode|FAST",
        "flag|yes", "vector|1", "vector|1,2,3", "vector|1,NaN", "vector|1;2", "image|/no/such/file.jpg", "nothing|1"})
    void whatIsNotAllowedIsNamedInOneLine(String id, String text) {
        assertThatThrownBy(() -> set.withText(id, text)).isInstanceOf(InputException.class).hasMessageContaining(
                id.equals("image") ? text : id).extracting(Throwable::getMessage).asString().doesNotContain("\n");
    }

    @Test
    void aDefaultFollowsItsChoiceUntilAValueIsAssigned() {
        assertThat(set.real("rate")).isEqualTo(0.5);
        assertThat(set.with("mode", "slow").real("rate")).isEqualTo(0.25);
        assertThat(set.with("rate", 0.9).with("mode", "slow").real("rate")).isEqualTo(0.9);
        assertThat(set.with("rate", 0.9).with("mode", "slow").without("rate").real("rate")).isEqualTo(0.25);
    }

    @Test
    void conditionsFollowTheirChoice() {
        assertThat(set.isShown("flag")).isFalse();
        assertThat(set.with("mode", "slow").isShown("flag")).isTrue();
    }

    @Test
    void nothingIsWhatHasNoSquares() {
        assertThat(Parameter.VectorValue.parse("0,1e-300;-1e-200,0").isNothing()).isTrue();
        assertThat(Parameter.VectorValue.parse("0,-1e-90").isNothing()).isFalse();
    }

    @Test
    void matricesAreWrittenWithSemicolons() {
        Parameter.VectorValue m = Parameter.VectorValue.parse("2,.8; .8,.5");
        assertThat(m.rows()).isEqualTo(2);
        assertThat(m.values()).containsExactly(2.0, .8, .8, .5);
        assertThat(m).hasToString("2,0.8;0.8,0.5");
    }
}
