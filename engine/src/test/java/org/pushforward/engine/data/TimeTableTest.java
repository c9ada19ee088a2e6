package org.pushforward.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

class TimeTableTest {

    private static TimeTable of(String text) {
        return TimeTable.of(SourceFile.embedded("table.csv", text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void emptyCellsAreMissing() {
        TimeTable t = of("time,a,b\n0,1,2\n# a word\n0.5,,3\n0.7,4,\n");
        assertThat(t.times()).containsExactly(0, 0.5, 0.7);
        assertThat(t.values()[1]).containsExactly(Double.NaN, 3);
        assertThat(t.values()[2]).containsExactly(4, Double.NaN);
    }

    @Test
    void whatIsNoTableIsRefused() {
        assertThatThrownBy(() -> of("")).isInstanceOf(InputException.class).hasMessageContaining("no rows");
        assertThatThrownBy(() -> of("0,1\n0,2")).isInstanceOf(InputException.class).hasMessageContaining("later time");
        assertThatThrownBy(() -> of("0,1\n1,2,3")).isInstanceOf(InputException.class).hasMessageContaining("row 2");
        assertThatThrownBy(() -> of("0,1\n1,x")).isInstanceOf(InputException.class).hasMessageContaining("\"x\"");
    }
}
