package org.pushforward.engine.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.ParameterSet;

/** What has to be computed before the first number is there asks all the while whether anybody still waits for it. */
class CreationTest {

    @ParameterizedTest
    @CsvSource({"bridge.ipf-imf, problem=grid cells=96 steps=30, 100", "bridge.alpha-csbm, problem=benchmark, 4000",
        "bridge.dlight, categories=60, 40", "bridge.dlight-m, categories=60, 40"})
    void anOpeningIsGivenUpHalfWay(String id, String settings, int least) {
        Experiment experiment = Catalogue.all().stream().filter(e -> e.id().equals(id)).findFirst().orElseThrow();
        ParameterSet p = ParameterSet.of(experiment.parameters(), settings.split(" "));
        Counting whole = new Counting(Integer.MAX_VALUE);
        whole.during(() -> experiment.create(p, 1).diagnostics());
        assertThat(whole.asked).isGreaterThan(least);
        Counting half = new Counting(whole.asked / 2);
        assertThatThrownBy(() -> half.during(() -> experiment.create(p, 1).diagnostics())).isInstanceOf(CancelToken.Cancelled.class);
        assertThat(half.asked).as("nothing goes on").isEqualTo(whole.asked / 2);
    }

    private static final class Counting extends CancelToken {
        private final int most;
        private int asked;

        Counting(int most) {
            this.most = most;
        }

        @Override
        public boolean isCancelled() {
            return ++asked >= most;
        }
    }
}
