package org.pushforward.app.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.views.raster.PaneContent;

class SweepTableTest {

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("table.csv"), text);
    }

    private SweepTable table() throws IOException {
        return SweepTable.read(file("""
                eps,method,seed,state,steps,error,cost
                0.01,a,1,finished,5,4,1
                0.01,a,2,finished,5,2,1
                0.01,b,1,finished,5,8,1
                0.01,b,2,refused,0,,
                0.1,a,1,finished,5,3,1
                0.1,a,2,finished,5,5,1
                0.1,b,1,finished,5,7,1
                0.1,b,2,finished,5,9,1
                1,a,1,finished,5,1,1
                1,a,2,finished,5,1,1
                1,b,1,failed,5,,1
                1,b,2,failed,5,,1
                """));
    }

    @Test
    void whatSharesAValueIsOneSpread() throws IOException {
        SweepTable t = table();
        assertThat(t.varied()).containsExactly("eps", "method");
        assertThat(t.measures()).containsExactly("error", "cost");
        assertThat(t.values("eps")).containsExactly("0.01", "0.1", "1");
        assertThat(t.numbers("method")).isEmpty();
        assertThat(t.spread("error", t.where("eps", "0.01").and(t.where("method", "a")))).contains(new SweepTable.Spread(2, 3, 4, 2));
        assertThat(t.spread("error", t.where("eps", "0.01"))).contains(new SweepTable.Spread(2, 4, 8, 3));
        assertThat(t.spread("error", t.where("eps", "1").and(t.where("method", "b")))).as("no run has one").isEmpty();
    }

    @Test
    void curvesLeaveOutWhatFailedAndKnowTheirScale() throws IOException {
        PaneContent c = SweepChart.of(table(), "error", "eps", Optional.of("method"), true);
        assertThat(c.pane().axes().logX()).isTrue();
        assertThat(c.pane().logScale()).isTrue();
        Layer.Series a = (Layer.Series) c.frame().layers().getFirst();
        Layer.Series b = (Layer.Series) c.frame().layers().get(1);
        assertThat(a.label()).isEqualTo("method = a");
        assertThat(a.y()).containsExactly(3, 4, 1);
        assertThat(a.lower()).containsExactly(2, 3, 1);
        assertThat(a.upper()).containsExactly(4, 5, 1);
        assertThat(b.x()).containsExactly(0.01, 0.1);
        assertThat(SweepChart.of(table(), "error", "method", Optional.empty(), false).frame().layers()).singleElement()
                .satisfies(l -> assertThat(((Layer.Bars) l).counts()).containsExactly(2.5, 8));
        assertThat(SweepTable.isLogarithmic(new double[] {10, 30, 50, 70, 90})).isFalse();
    }

    @Test
    void whatNoSweepHasWrittenIsRefused() {
        assertThatThrownBy(() -> SweepTable.read(file("a,b\n1,2\n"))).isInstanceOf(InputException.class).hasMessageContaining("no table of a sweep");
        assertThatThrownBy(() -> SweepTable.read(file("eps,seed,state,steps,error\n1,1,finished,3\n"))).isInstanceOf(InputException.class).hasMessageContaining("4 fields");
        assertThatThrownBy(() -> SweepTable.read(folder.resolve("none.csv"))).isInstanceOf(InputException.class);
    }
}
