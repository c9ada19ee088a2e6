package org.pushforward.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

class TriangleFileTest {

    private static final String OLD = "$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$Nodes\n4\n7 0 0 0\n2 1 0 0\n3 1 1 0\n4 0 1 0\n$EndNodes\n"
            + "$Elements\n3\n1 15 2 0 1 7\n2 2 2 1 1 7 2 3\n3 2 2 1 1 7 3 4\n$EndElements\n";
    private static final String NEW = "$MeshFormat\n4.1 0 8\n$EndMeshFormat\n$Entities\n0 0 1 0\n1 0 0 0 1 1 0 0 0\n$EndEntities\n$Nodes\n1 4 1 4\n2 1 0 4\n7\n2\n3\n4\n"
            + "0 0 0\n1 0 0\n1 1 0\n0 1 0\n$EndNodes\n$Elements\n1 2 1 2\n2 1 2 2\n1 7 2 3\n2 7 3 4\n$EndElements\n";
    private static final String OBJECT = "# a square\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvn 0 0 1\nf 1//1 2//1 3//1 4//1\n";

    private static TriangleFile read(String name, String text) {
        return TriangleFile.read(SourceFile.embedded(name, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Three ways to say the unit square in two triangles. */
    @Test
    void oneSquareInThreeFormats() {
        for (TriangleFile f : new TriangleFile[] {read("a.msh", OLD), read("b.msh", NEW), read("c.obj", OBJECT)}) {
            assertThat(f.xy()).containsExactly(0, 0, 1, 0, 1, 1, 0, 1);
            assertThat(f.triangles()).containsExactly(0, 1, 2, 0, 2, 3);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"2.2 0 8|2.2 1 8|binary", "2.2 0 8|3.0 0 8|version 3.0", "7 2 3|9 2 3|no node 9", "1 1 0\\n4|1 x 0\\n4|are not numbers", "1 1 0\\n4|1 1 5\\n4|not flat",
        "2 2 2 1 1 7 2 3|2 4 2 1 1 7 2 3|three dimensions"})
    void whatIsNoMeshIsRefusedWithItsLine(String part, String instead, String word) {
        String text = OLD.replace(part.replace("\\n", "\n"), instead.replace("\\n", "\n"));
        assertThatThrownBy(() -> read("a.msh", text)).isInstanceOf(InputException.class).hasMessageContaining("a.msh, line ").hasMessageContaining(word);
    }
}
