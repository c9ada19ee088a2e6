package org.pushforward.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;

/** Every number of every type of layer is exported under its own name with its shape. */
class LayerArraysTest {

    private static Layer.Field field(String id, double... values) {
        return new Layer.Field(id, id, "K", values);
    }

    private static final List<Layer> ALL = List.of(
            new Layer.ScalarField("scalar", "f", "", 2, 3, Rect.UNIT, new double[] {1, 2, 3, 4, 5, 6}),
            new Layer.VectorField("vector", "v", "", 1, 2, Rect.UNIT, new double[] {7, 8}, new double[] {9, 10}),
            new Layer.Mesh("mesh", "m", "", 1, 1, new double[] {0, 0, 0, 1, 1, 0, 1, 1}, List.of(field("area", 11))),
            new Layer.TriangleMesh("triangles", "t", "", 3, new double[] {0, 0, 0, 1, 0, 0, 0, 1, 0}, new int[] {0, 1, 2},
                    List.of(field("heat", 12, 13, 14)), List.of(field("stress", 15))),
            new Layer.Points("points", "p", "", 2, new double[] {16, 17, 18, 19}, new double[] {0.5}, List.of(field("mass", 1, 2), field("age", 3, 4))),
            new Layer.Points("colored", "p", "", 3, new double[] {16, 17, 18}, new double[] {20}),
            new Layer.Paths("paths", "w", "", 2, new double[] {21, 22, 23, 24}, new int[] {0, 2}),
            new Layer.Series("series", "s", "", "x", new double[] {25, 26}, new double[] {27, 28}, new double[] {26, 27}, new double[] {28, 29}),
            new Layer.Matrix("matrix", "a", "", 2, 1, new double[] {30, 31}),
            new Layer.Volume("volume", "v", "", 1, 2, 1, Rect.UNIT, 0, 1, new double[] {32, 33}),
            new Layer.Graph("graph", "g", "", new double[] {34, 35, 36, 37}, new int[] {0, 1}, List.of(field("degree", 1, 1)),
                    List.of(field("flow", 38)), List.of("a", "b")),
            Layer.Bars.named("bars", "b", "", List.of("one", "two"), new double[] {39, 40}),
            new Layer.Table("table", "t", List.of(new Layer.Column.Words("who", "who", List.of("Gauß", "a \"b\", c")),
                    new Layer.Column.Numbers("error", "error", "m", new double[] {41, 1e-20}))),
            new Layer.Text("text", "t", "", List.of("to", "be"), new double[] {42, 43}),
            new Layer.Sphere("sphere", "s", "°C", 2, 1, new double[] {44, 45}),
            new Layer.Picture("picture", "p", 1, 1, Rect.UNIT, new int[] {0}));

    private static final Frame FRAME = new Frame(0, 0, ALL, Diagnostics.NONE);

    @TempDir
    Path folder;

    @Test
    void everyTypeIsHere() {
        assertThat(ALL.stream().map(Layer::getClass).collect(Collectors.toSet()))
                .isEqualTo(Arrays.stream(Layer.class.getPermittedSubclasses()).collect(Collectors.toSet()));
    }

    @Test
    void npyFilesReadBackAsTheyWere() throws IOException {
        Map<String, int[]> written = Npy.writeAll(FRAME, folder);
        Set<String> names = new HashSet<>();
        for (Layer layer : ALL) {
            for (Layer.Array a : layer.arrays()) {
                String name = layer.id() + (a.part().isEmpty() ? "" : "-" + a.part()) + ".npy";
                assertThat(names.add(name)).as(name).isTrue();
                assertThat(written.get(name)).containsExactly(a.shape());
                ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name))).order(ByteOrder.LITTLE_ENDIAN);
                int header = b.getShort(8);
                String shape = Arrays.stream(a.shape()).mapToObj(String::valueOf).collect(Collectors.joining(", "));
                assertThat(new String(b.array(), 10, header, StandardCharsets.US_ASCII)).contains("(" + shape + (a.shape().length == 1 ? ",)" : ")"));
                double[] read = new double[(b.capacity() - 10 - header) / 8];
                b.position(10 + header).slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(read);
                assertThat(read).as(name).containsExactly(a.values());
                assertThat(read.length).isEqualTo(Arrays.stream(a.shape()).reduce(1, (p, q) -> p * q));
            }
        }
        assertThat(written.keySet()).isEqualTo(names);
    }

    @Test
    void tablesAreCommaSeparated() throws IOException {
        Csv.writeTables(FRAME, folder);
        assertThat(Files.readString(folder.resolve("table.csv"))).isEqualTo("who,error\nGauß,41.0\n\"a \"\"b\"\", c\",1.0E-20\n");
    }

    @Test
    void layersThatContradictThemselvesAreRefused() {
        double[] three = {0, 0, 1, 0, 0, 1};
        assertThatThrownBy(() -> new Layer.TriangleMesh("t", "t", "", 2, three, new int[] {0, 1, 3}, List.of(), List.of()))
                .hasMessage("layer t: triangles names node 3, there are 3");
        assertThatThrownBy(() -> new Layer.Graph("g", "g", "", three, new int[] {0, 1, 2})).hasMessageContaining("a multiple of 2");
        assertThatThrownBy(() -> new Layer.TriangleMesh("t", "t", "", 2, three, new int[] {0, 1, 2}, List.of(field("f", 1)), List.of()))
                .hasMessage("layer t.f: values has 1 values, expected 3");
        assertThatThrownBy(() -> new Layer.Table("t", "t", List.of(new Layer.Column.Words("a", "a", List.of("x")),
                new Layer.Column.Numbers("b", "b", "", new double[2])))).hasMessageContaining("column b");
    }
}
