package org.pushforward.engine.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.algebra.TensorDiagram.Group;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.TensorPowers;

class TensorDiagramTest {

    @ParameterizedTest
    @CsvSource({"O, 3, 2, 2, 3", "O, 3, 2, 1, 0", "SO, 3, 2, 1, 1", "SO, 2, 2, 2, 9", "SP, 4, 3, 3, 15", "S, 3, 1, 2, 5", "O, 2, 0, 0, 1"})
    void countsAreDoubleFactorialsAndBellNumbers(Group group, int n, int l, int k, int count) {
        assertThat(TensorDiagram.all(group, n, l, k)).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource({"O, 3, 2, 2", "SO, 3, 2, 3", "SO, 2, 1, 1", "SP, 4, 1, 3", "S, 4, 2, 2", "O, 2, 3, 1", "O, 3, 0, 2", "SP, 2, 2, 0"})
    void everyDiagramTurnsAlongAndMultipliesAsItsMatrix(Group group, int n, int l, int k) {
        double[] v = new double[TensorPowers.size(n, k)];
        new Philox(3).normals(0, 1, 0, v.length, v, 0);
        Matrix g = TensorDiagram.element(group, n, new Philox(4), 0);
        for (TensorDiagram d : TensorDiagram.all(group, n, l, k)) {
            double[] w = d.times(v).values();
            assertThat(w).containsExactly(Matrix.of(w.length, v.length, d.matrix()).times(v), within(1e-13));
            assertThat(d.times(TensorPowers.everywhere(g, v, k)).values()).containsExactly(TensorPowers.everywhere(g, w, l), within(1e-11));
        }
    }

    @Test
    void theDeterminantOfThreeDotsIsTheCrossProduct() {
        TensorDiagram d = TensorDiagram.all(Group.SO, 3, 1, 2).getFirst();
        double[] a = {1, 2, 3};
        double[] b = {-2, 5, 7};
        double[] outer = new double[9];
        for (int i = 0; i < 9; i++) {
            outer[i] = a[i / 3] * b[i % 3];
        }
        assertThat(d.times(outer).values()).containsExactly(-1, -13, 9);
    }

    @Test
    void sizesAreRefusedInOneLine() {
        assertThatThrownBy(() -> new EquivariantLayers().opened("group=sp", "n=3")).isInstanceOf(InputException.class).hasMessageContaining("even n");
        assertThatThrownBy(() -> new EquivariantLayers().opened("n=5", "inputs=3", "outputs=3")).isInstanceOf(InputException.class).hasMessageContaining("5000");
        assertThatThrownBy(() -> new DiagramProducts().opened("inputs=2")).isInstanceOf(InputException.class).hasMessageContaining("no diagram");
        assertThatThrownBy(() -> new DiagramProducts().opened("n=11", "inputs=4", "outputs=4")).isInstanceOf(InputException.class).hasMessageContaining("million");
    }
}
