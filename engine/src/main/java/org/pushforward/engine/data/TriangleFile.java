package org.pushforward.engine.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

/**
 * Triangles of the plane from a file: Gmsh {@code .msh} 2.2 and 4.1 in ASCII (Gmsh reference manual, "MSH file format"), Wavefront
 * {@code .obj}. Polygons are cut into triangles; points and lines are passed over. All z must be the same.
 *
 * @param xy nodes
 * @param triangles three node numbers each, from 0
 */
public record TriangleFile(double[] xy, int[] triangles) {

    public static final List<String> EXTENSIONS = List.of("msh", "obj");

    /** @throws InputException when there is no such mesh in the file */
    public static TriangleFile read(SourceFile file) {
        return file.derived(TriangleFile.class, TriangleFile::parsed);
    }

    private static TriangleFile parsed(SourceFile file) {
        String name = file.name();
        String text = new String(file.content(), StandardCharsets.ISO_8859_1);
        MeshText all = new MeshText(name, text);
        return flat(name.toLowerCase(Locale.ROOT).endsWith(".obj") ? all.obj() : all.msh());
    }

    /** "812 nodes, 1522 triangles". */
    public String understood() {
        return xy.length / 2 + " nodes, " + triangles.length / 3 + " triangles";
    }

    private static TriangleFile flat(MeshText all) {
        double[] xy = new double[2 * all.nodes.size()];
        double extent = 0;
        double depth = 0;
        double z = all.nodes.get(all.faces.getFirst()[0])[2];
        double[] first = all.nodes.getFirst();
        for (int k = 0; k < all.nodes.size(); k++) {
            double[] v = all.nodes.get(k);
            xy[2 * k] = v[0];
            xy[2 * k + 1] = v[1];
            extent = Math.max(extent, Math.max(Math.abs(v[0] - first[0]), Math.abs(v[1] - first[1])));
        }
        for (int[] f : all.faces) {
            for (int k : f) {
                depth = Math.max(depth, Math.abs(all.nodes.get(k)[2] - z));
            }
        }
        if (depth > 1e-9 * extent) {
            throw all.wrong("the mesh is not flat: z differs by " + depth);
        }
        return new TriangleFile(xy, all.triangles());
    }
}
