package org.pushforward.engine.io;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.pushforward.engine.api.Layer;

/** Legacy VTK files (ASCII, version 3.0, structured grid) of a mesh and its cell fields, for ParaView and its kin. */
public final class Vtk {

    private Vtk() { }

    public static String of(Layer.Mesh mesh) {
        int nodesX = mesh.nx() + 1;
        int nodesY = mesh.ny() + 1;
        StringBuilder s = new StringBuilder("# vtk DataFile Version 3.0\n").append(mesh.label()).append("\nASCII\nDATASET STRUCTURED_GRID\n")
                .append("DIMENSIONS ").append(nodesX).append(' ').append(nodesY).append(" 1\n")
                .append("POINTS ").append(nodesX * nodesY).append(" double\n");
        for (int j = 0; j < nodesY; j++) {
            for (int i = 0; i < nodesX; i++) {
                int k = 2 * (i * nodesY + j);
                s.append(mesh.xy()[k]).append(' ').append(mesh.xy()[k + 1]).append(" 0\n");
            }
        }
        if (!mesh.fields().isEmpty()) {
            s.append("CELL_DATA ").append(mesh.nx() * mesh.ny()).append('\n');
        }
        for (Layer.Field f : mesh.fields()) {
            s.append("SCALARS ").append(f.id()).append(" double 1\nLOOKUP_TABLE default\n");
            for (int j = 0; j < mesh.ny(); j++) {
                for (int i = 0; i < mesh.nx(); i++) {
                    s.append(f.values()[i * mesh.ny() + j]).append('\n');
                }
            }
        }
        return s.toString();
    }

    public static void write(Layer.Mesh mesh, Path file) {
        AtomicFile.write(file, out -> out.write(of(mesh).getBytes(StandardCharsets.UTF_8)));
    }
}
