package org.pushforward.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Layer.Field;
import org.pushforward.engine.api.Rect;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class VtkTest {

    @TempDir
    private Path folder;

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static Document parsed(Layer layer, String extension) throws Exception {
        Vtk.File file = Vtk.of(layer).orElseThrow();
        assertThat(file.extension()).isEqualTo(extension);
        return parsed(file.xml());
    }

    private static ByteBuffer raw(Document d, String name) {
        NodeList all = d.getElementsByTagName("DataArray");
        for (int k = 0; k < all.getLength(); k++) {
            Element e = (Element) all.item(k);
            if (e.getAttribute("Name").equals(name)) {
                ByteBuffer b = ByteBuffer.wrap(Base64.getDecoder().decode(e.getTextContent())).order(ByteOrder.LITTLE_ENDIAN);
                assertThat(b.getLong()).isEqualTo(b.remaining());
                return b;
            }
        }
        throw new AssertionError("no array " + name);
    }

    private static double[] reals(Document d, String name) {
        ByteBuffer b = raw(d, name);
        double[] v = new double[b.remaining() / 8];
        b.asDoubleBuffer().get(v);
        return v;
    }

    private static long[] wholes(Document d, String name) {
        ByteBuffer b = raw(d, name);
        long[] v = new long[b.remaining() / 8];
        b.asLongBuffer().get(v);
        return v;
    }

    @Test
    void aFieldIsAnImageWithXFastest() throws Exception {
        Document d = parsed(new Layer.ScalarField("u", "u", "", 2, 3, new Rect(0, 1, 4, 4), new double[] {1, 2, 3, 4, 5, 6}), "vti");
        Element image = (Element) d.getElementsByTagName("ImageData").item(0);
        assertThat(image.getAttribute("WholeExtent")).isEqualTo("0 2 0 3 0 0");
        assertThat(image.getAttribute("Origin")).isEqualTo("0.0 1.0 0.0");
        assertThat(image.getAttribute("Spacing")).isEqualTo("2.0 1.0 1.0");
        assertThat(reals(d, "u")).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void vectorsAndVolumesAreImages() throws Exception {
        Document d = parsed(new Layer.VectorField("w", "w", "", 2, 1, new Rect(0, 0, 1, 1), new double[] {1, 2}, new double[] {3, 4}), "vti");
        assertThat(reals(d, "w")).containsExactly(1, 3, 0, 2, 4, 0);
        Document v = parsed(new Layer.Volume("v", "v", "", 2, 1, 2, new Rect(0, 0, 1, 1), 0, 3, new double[] {1, 2, 3, 4}), "vti");
        assertThat(reals(v, "v")).containsExactly(1, 3, 2, 4);
    }

    @Test
    void aMeshIsAGridOfQuadrilaterals() throws Exception {
        double[] xy = {0, 0, 0, 1, 0, 2, 1, 0, 1, 1, 1, 2};
        Document d = parsed(new Layer.Mesh("m", "m", "", 1, 2, xy, List.of(new Field("a<b", "area", "", new double[] {7, 8}))), "vtu");
        assertThat(reals(d, "points")).containsExactly(0, 0, 0, 0, 1, 0, 0, 2, 0, 1, 0, 0, 1, 1, 0, 1, 2, 0);
        assertThat(wholes(d, "connectivity")).containsExactly(0, 3, 4, 1, 1, 4, 5, 2);
        assertThat(wholes(d, "offsets")).containsExactly(4, 8);
        assertThat(reals(d, "a<b")).containsExactly(7, 8);
        assertThat(raw(d, "types").get()).isEqualTo((byte) 9);
    }

    @Test
    void trianglesPointsPathsAndGraphs() throws Exception {
        double[] xyz = {0, 0, 0, 1, 0, 0, 0, 1, 1};
        Document t = parsed(new Layer.TriangleMesh("t", "t", "", 3, xyz, new int[] {0, 1, 2}, List.of(new Field("h", "h", "", new double[] {1, 2, 3})), List.of()), "vtu");
        assertThat(wholes(t, "connectivity")).containsExactly(0, 1, 2);
        assertThat(reals(t, "h")).containsExactly(1, 2, 3);
        Document p = parsed(new Layer.Points("p", "p", "", 2, new double[] {1, 2, 3, 4}, new double[] {5, 6}), "vtp");
        assertThat(reals(p, "points")).containsExactly(1, 2, 0, 3, 4, 0);
        assertThat(wholes(p, "offsets")).containsExactly(1, 2);
        Document l = parsed(new Layer.Paths("l", "l", "", 2, new double[] {0, 0, 1, 1, 2, 2, 3, 3}, new int[] {0, 3, 4}), "vtp");
        assertThat(wholes(l, "offsets")).containsExactly(3, 4);
        Document g = parsed(new Layer.Graph("g", "g", "", new double[] {0, 0, 1, 1}, new int[] {0, 1}), "vtp");
        assertThat(wholes(g, "connectivity")).containsExactly(0, 1);
    }

    @Test
    void aCollectionNamesItsFiles() throws Exception {
        Map<Double, String> files = new LinkedHashMap<>();
        files.put(0.0, "u-000000.vti");
        files.put(0.5, "u-000001.vti");
        NodeList sets = parsed(Vtk.collection(files)).getElementsByTagName("DataSet");
        assertThat(sets.getLength()).isEqualTo(2);
        assertThat(((Element) sets.item(1)).getAttribute("timestep")).isEqualTo("0.5");
        assertThat(((Element) sets.item(1)).getAttribute("file")).isEqualTo("u-000001.vti");
    }

    @Test
    void whatHasNoPlaceInSpaceHasNoFile() {
        Frame frame = new Frame(0, 0, List.of(new Layer.Series("s", "s", "", "x", new double[] {1}, new double[] {2}),
                new Layer.Points("p", "p", "", 2, new double[] {1, 2}, new double[0])), Diagnostics.NONE, List.of());
        assertThat(Vtk.writeAll(frame, folder, "")).containsExactly(Map.entry("p", "p.vtp"));
        assertThat(folder.resolve("p.vtp")).exists();
    }
}
