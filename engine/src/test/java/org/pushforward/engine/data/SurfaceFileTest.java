package org.pushforward.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.geometry.ClosedSurface;

class SurfaceFileTest {

    private static final double[][] CORNERS = {{0, 0, 0}, {1, 0, 0}, {0, 2, 0}, {0, 0, 3}};
    private static final int[][] FACES = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};

    private static SourceFile file(String name, String text) {
        return SourceFile.embedded(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String ascii() {
        StringBuilder s = new StringBuilder("solid a\n");
        for (int[] f : FACES) {
            s.append("facet normal 0 0 0\nouter loop\n");
            Arrays.stream(f).forEach(k -> s.append("vertex ").append(CORNERS[k][0]).append(' ').append(CORNERS[k][1]).append(' ').append(CORNERS[k][2]).append('\n'));
            s.append("endloop\nendfacet\n");
        }
        return s + "endsolid a\n";
    }

    private static byte[] binary() {
        ByteBuffer b = ByteBuffer.allocate(84 + 50 * FACES.length).order(ByteOrder.LITTLE_ENDIAN);
        b.put("solid that is binary".getBytes(StandardCharsets.US_ASCII)).position(80);
        b.putInt(FACES.length);
        for (int[] f : FACES) {
            b.position(b.position() + 12);
            for (int k : f) {
                for (double v : CORNERS[k]) {
                    b.putFloat((float) v);
                }
            }
            b.putShort((short) 0);
        }
        return b.array();
    }

    /** One pyramid. */
    @Test
    void objectsAndBothKindsOfStereolithographyAreTheSame() {
        String object = "v 0 0 0\nv 1 0 0\nv 0 2 0\nv 0 0 3\nf 1 3 2\nf 1/1 2/2 4/3\nf 1 4 3\nf -3 -2 -1\n";
        for (SourceFile f : new SourceFile[] {file("a.obj", object), file("a.stl", ascii()), SourceFile.embedded("b.stl", binary())}) {
            ClosedSurface s = SurfaceFile.read(f);
            assertThat(s.understood()).isEqualTo("4 nodes, 4 triangles");
            assertThat(s.extent(2)).isEqualTo(3);
            assertThat(s.contains(0.2, 0.3, 0.4)).isTrue();
            assertThat(s.contains(0.5, 0.9, 1)).isFalse();
        }
    }

    @Test
    void whatIsNoSurfaceIsToldWithItsFile() {
        String open = ascii().replaceFirst("(?s)facet.*?endfacet\n", "");
        assertThatThrownBy(() -> SurfaceFile.read(file("a.stl", open))).isInstanceOf(InputException.class).hasMessageContaining("a.stl: 3 edges");
        assertThatThrownBy(() -> SurfaceFile.read(file("a.stl", ascii().replace("vertex 0.0 0.0 3.0", "vertex 0.0 0.0 NaN")))).isInstanceOf(InputException.class).hasMessageContaining("not finite");
        assertThatThrownBy(() -> SurfaceFile.read(file("a.stl", ascii().replace("3.0", "x")))).isInstanceOf(InputException.class).hasMessageContaining("no vertex");
        byte[] cut = Arrays.copyOf(binary(), 200);
        assertThatThrownBy(() -> SurfaceFile.read(SourceFile.embedded("b.stl", cut))).isInstanceOf(InputException.class).hasMessageContaining("cut off");
        assertThatThrownBy(() -> SurfaceFile.read(file("a.obj", "v 0 0 0\n"))).isInstanceOf(InputException.class).hasMessageContaining("no triangles");
    }
}
