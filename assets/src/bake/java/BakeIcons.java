import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Draws the icon of the program, a mesh that gathers on a bell, at every size that a desktop asks for: {@code java
 * assets/src/bake/java/BakeIcons.java} from the root of the checkout. Run by hand; the results are committed. A small icon has fewer lines.
 */
final class BakeIcons {

    private static final List<Integer> SIZES = List.of(16, 24, 32, 48, 64, 128, 256, 512);
    private static final double REACH = 0.42;
    private static final double PULL = 0.62;

    private BakeIcons() { }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of("installers/icons"));
        Map<Integer, byte[]> pngs = new LinkedHashMap<>();
        for (int size : SIZES) {
            pngs.put(size, png(icon(size)));
            Files.write(folder.resolve("pushforward-" + size + ".png"), pngs.get(size));
        }
        Files.write(Path.of("assets/src/main/resources/org/pushforward/assets/icons/pushforward.png"), pngs.get(256));
        Files.write(folder.resolve("pushforward.ico"), ico(pngs));
        Files.write(folder.resolve("pushforward.icns"), icns(pngs));
    }

    private static BufferedImage icon(int size) throws IOException {
        int[] map = viridis();
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        for (int j = 0; j < size; j++) {
            for (int i = 0; i < size; i++) {
                double x = 2 * (i + 0.5) / size - 1;
                double y = 2 * (j + 0.5) / size - 1;
                image.setRGB(i, j, map[(int) (255 * Math.exp(-(x * x + y * y) / (0.3 * 0.3)))]);
            }
        }
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        int lines = size < 24 ? 4 : size < 48 ? 6 : size < 128 ? 8 : 14;
        g.setStroke(new BasicStroke((float) Math.max(0.7, size / 240.0)));
        g.setColor(new Color(255, 255, 255, size < 48 ? 130 : 150));
        for (int k = 1; k < lines; k++) {
            line(g, size, 2.0 * k / lines - 1, true);
            line(g, size, 2.0 * k / lines - 1, false);
        }
        g.dispose();
        return rounded(image, size);
    }

    /** A grid line after the map ξ ↦ ξ (1 − a e^{−|ξ|²/s²}). */
    private static void line(Graphics2D g, int size, double at, boolean upright) {
        Path2D path = new Path2D.Double();
        for (int k = 0; k <= 100; k++) {
            double t = -1 + k / 50.0;
            double shrink = 1 - PULL * Math.exp(-(t * t + at * at) / (REACH * REACH));
            double x = (upright ? at : t) * shrink;
            double y = (upright ? t : at) * shrink;
            if (k == 0) {
                path.moveTo(size * (x + 1) / 2, size * (y + 1) / 2);
            } else {
                path.lineTo(size * (x + 1) / 2, size * (y + 1) / 2);
            }
        }
        g.draw(path);
    }

    private static BufferedImage rounded(BufferedImage image, int size) {
        BufferedImage out = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = out.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.fill(new RoundRectangle2D.Double(0, 0, size, size, 0.36 * size, 0.36 * size));
        g.setComposite(AlphaComposite.SrcIn);
        g.drawImage(image, 0, 0, null);
        g.dispose();
        return out;
    }

    private static int[] viridis() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("assets/src/main/resources/org/pushforward/assets/colormaps/viridis.txt")).stream()
                .filter(r -> !r.isBlank() && !r.startsWith("#")).toList();
        int[] map = new int[256];
        for (int k = 0; k < 256; k++) {
            map[k] = 0xff000000 | Integer.parseInt(rows.get(k * (rows.size() - 1) / 255).trim().replace("#", ""), 16);
        }
        return map;
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /** Windows: a directory of PNG pictures up to 256 (0 stands for 256). */
    private static byte[] ico(Map<Integer, byte[]> pngs) {
        List<Integer> sizes = SIZES.stream().filter(s -> s <= 256).toList();
        int length = 6 + 16 * sizes.size() + sizes.stream().mapToInt(s -> pngs.get(s).length).sum();
        ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        b.putShort((short) 0).putShort((short) 1).putShort((short) sizes.size());
        int at = 6 + 16 * sizes.size();
        for (int s : sizes) {
            b.put((byte) s).put((byte) s).put((byte) 0).put((byte) 0).putShort((short) 1).putShort((short) 32).putInt(pngs.get(s).length).putInt(at);
            at += pngs.get(s).length;
        }
        sizes.forEach(s -> b.put(pngs.get(s)));
        return b.array();
    }

    /** macOS: chunks with a type for each size. */
    private static byte[] icns(Map<Integer, byte[]> pngs) throws IOException {
        Map<String, Integer> types = new LinkedHashMap<>(Map.of("icp4", 16, "icp5", 32, "icp6", 64, "ic07", 128, "ic08", 256, "ic09", 512));
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(chunks);
        for (String type : types.keySet().stream().sorted().toList()) {
            byte[] png = pngs.get(types.get(type));
            out.write(type.getBytes(StandardCharsets.US_ASCII));
            out.writeInt(png.length + 8);
            out.write(png);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(all);
        head.write("icns".getBytes(StandardCharsets.US_ASCII));
        head.writeInt(chunks.size() + 8);
        head.write(chunks.toByteArray());
        return all.toByteArray();
    }
}
