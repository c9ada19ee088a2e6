package org.pushforward.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Pane;

class HistoryTest {

    private static Diagnostics.Entry entry(String id, double value) {
        return new Diagnostics.Entry(id, id, "", value);
    }

    @Test
    void aDiagnosticMayAppearLateAndVanish() {
        History h = new History();
        for (int k = 0; k < 1000; k++) {
            h.append(k < 500 ? Diagnostics.of(entry("a", k)) : Diagnostics.of(entry("b", k)), 0);
        }
        History.Snapshot s = h.snapshot();
        assertThat(s.names()).extracting(Diagnostics.Entry::id).containsExactly("a", "b");
        for (int k = 0; k < 1000; k++) {
            assertThat(s.value(k, "a")).isEqualTo(Double.valueOf(k < 500 ? k : Double.NaN));
            assertThat(s.value(k, "b")).isEqualTo(Double.valueOf(k < 500 ? Double.NaN : k));
        }
        assertThat(s.value(1000, "a")).isNaN();
    }

    @Test
    void whatIsMeasuredLaterKeepsItsPlace() {
        History h = new History();
        h.append(Diagnostics.of(entry("b", 1), entry("d", 1)), 0);
        h.append(Diagnostics.of(entry("a", 2), entry("b", 2), entry("c", 2), entry("d", 2), entry("e", 2), entry("f", 2)), 0);
        assertThat(h.snapshot().names()).extracting(Diagnostics.Entry::id).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(h.snapshot().value(0, "c")).isNaN();
        assertThat(h.snapshot().value(1, "c")).isEqualTo(2);
    }

    @Test
    void whatItCostIsBesideTheDiagnostics() {
        History h = new History();
        for (int k = 0; k < 100; k++) {
            h.append(Diagnostics.of(entry("a", k)), 0.5 * k);
        }
        History.Snapshot before = h.snapshot();
        h.truncate(50);
        h.append(Diagnostics.of(entry("a", 0)), 1000);
        History copy = new History();
        copy.copyFrom(h, 51);
        assertThat(before.value(50, Pane.CPU_SECONDS)).isEqualTo(25);
        assertThat(copy.snapshot().value(50, Pane.CPU_SECONDS)).isEqualTo(1000);
        assertThat(copy.snapshot().value(49, Pane.CPU_SECONDS)).isEqualTo(24.5);
        assertThat(before.value(100, Pane.CPU_SECONDS)).isNaN();
        assertThat(before.names()).extracting(Diagnostics.Entry::id).as("which files are made of").containsExactly("a");
    }

    @Test
    void aSnapshotKeepsWhatWasTruncatedLater() {
        History h = new History();
        for (int k = 0; k < 10; k++) {
            h.append(Diagnostics.of(entry("a", k)), 0);
        }
        History.Snapshot before = h.snapshot();
        h.truncate(3);
        h.append(Diagnostics.of(entry("a", -1)), 0);
        assertThat(before.value(3, "a")).isEqualTo(3);
        assertThat(h.snapshot().size()).isEqualTo(4);
        assertThat(h.snapshot().value(3, "a")).isEqualTo(-1);
        assertThat(h.snapshot().value(9, "a")).isNaN();
    }
}
