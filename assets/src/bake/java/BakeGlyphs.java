import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.font.LineMetrics;
import java.awt.geom.FlatteningPathIterator;
import java.awt.geom.PathIterator;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the glyph outlines of the panes' text: {@code java assets/src/bake/java/BakeGlyphs.java [FALLBACK-FONT-FOLDER]} from the
 * root of the checkout. Run by hand when a face or the set of signs changes; the result is committed, so that building the product
 * needs no fonts and no AWT. The format is described in the README.md beside the result.
 */
final class BakeGlyphs {

    private static final int EM = 2048;
    /** Largest distance between a curve and its polygon: 1/1024 em, a fortieth of a pixel at 28 px. */
    private static final double FLATNESS = 2;
    private static final String SIGNS = "ϑϕϵ∇∂∫∑∏√≤≥≠≈≡≪≫∈∉∅∀∃∞→←↔↑↓⇒⇔⟨⟩‖−⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵀ₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₙ⅓⅔′″…–—“”‘’•◆∘∗∝⊗⊕⋅∼≲≳ℓℝħ"
            + "□■○●△▲▽▼◇✓✕∥∧∨∩∪⊂∖⁄ₖₗₘₚₛₜₓₐₑₒₕᴺᴿᴴᵏᵐᵗᵖᶜⁱᵈ⊤⊥⊙∠↦∓⋯⟹↘⅛⅗⅝⅕ẋẊṁṖᾱ𝔽" + "\u0302\u0303\u0304\u0307\u0308";

    private BakeGlyphs() { }

    public static void main(String[] args) throws Exception {
        File assets = new File("assets/src/main/resources/org/pushforward/assets");
        File fallback = new File(args.length > 0 ? args[0] : "/usr/share/fonts/truetype/dejavu");
        Font sans = font(new File(fallback, "DejaVuSans.ttf"));
        Font mono = font(new File(fallback, "DejaVuSansMono.ttf"));
        File target = new File(assets, "glyphs/glyphs.bin.gz");
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(new FileOutputStream(target)))) {
            out.writeBytes("GLYF");
            out.writeShort(1);
            out.writeShort(3);
            bake(out, "regular", font(new File(assets, "fonts/Inter-Regular.otf")), sans);
            bake(out, "semibold", font(new File(assets, "fonts/Inter-SemiBold.otf")), sans);
            bake(out, "mono", font(new File(assets, "fonts/JetBrainsMono-Regular.ttf")), mono);
        }
        System.out.println(target + ": " + target.length() + " bytes");
    }

    private static Font font(File file) throws Exception {
        return Font.createFont(Font.TRUETYPE_FONT, file).deriveFont((float) EM);
    }

    private static List<Integer> wanted() {
        List<Integer> all = new ArrayList<>();
        for (int c = 0x20; c < 0x180; c++) {        // ASCII, Latin-1, Latin Extended-A
            if (c < 0x7f || c >= 0xa0) {
                all.add(c);
            }
        }
        for (int c = 0x391; c <= 0x3c9; c++) {      // Greek
            if (Character.isLetter(c)) {
                all.add(c);
            }
        }
        SIGNS.codePoints().forEach(all::add);
        return all.stream().distinct().sorted().toList();
    }

    private static void bake(DataOutputStream out, String name, Font font, Font fallback) throws Exception {
        FontRenderContext context = new FontRenderContext(null, true, true);
        LineMetrics lines = font.getLineMetrics("x", context);
        StringBuilder missing = new StringBuilder();
        StringBuilder borrowed = new StringBuilder();
        List<Integer> points = new ArrayList<>();
        for (int c : wanted()) {
            if (font.canDisplay(c) || fallback.canDisplay(c)) {
                points.add(c);
                borrowed.append(font.canDisplay(c) ? "" : Character.toString(c));
            } else {
                missing.appendCodePoint(c);
            }
        }
        out.writeUTF(name);
        out.writeShort((int) height(font, "x", context));
        out.writeShort((int) height(font, "H", context));
        out.writeShort(Math.round(lines.getAscent()));
        out.writeShort(Math.round(lines.getDescent()));
        out.writeShort(points.size());
        for (int c : points) {
            glyph(out, c, (font.canDisplay(c) ? font : fallback).createGlyphVector(context, Character.toString(c)));
        }
        System.out.println(name + ": " + points.size() + " glyphs, borrowed " + borrowed + ", missing " + missing);
    }

    private static long height(Font font, String letter, FontRenderContext context) {
        return Math.round(-font.createGlyphVector(context, letter).getOutline().getBounds2D().getMinY());
    }

    private static void glyph(DataOutputStream out, int codePoint, GlyphVector glyph) throws Exception {
        List<List<double[]>> contours = new ArrayList<>();
        double[] p = new double[6];
        for (PathIterator it = new FlatteningPathIterator(glyph.getOutline().getPathIterator(null), FLATNESS); !it.isDone(); it.next()) {
            int kind = it.currentSegment(p);
            if (kind == PathIterator.SEG_MOVETO) {
                contours.add(new ArrayList<>());
            }
            if (kind != PathIterator.SEG_CLOSE) {
                contours.getLast().add(new double[] {p[0], p[1]});
            }
        }
        out.writeInt(codePoint);
        out.writeShort((int) Math.round(glyph.getGlyphMetrics(0).getAdvance()));
        out.writeShort(contours.size());
        for (List<double[]> contour : contours) {
            out.writeShort(contour.size());
            for (double[] q : contour) {
                out.writeShort((int) Math.round(q[0]));
                out.writeShort((int) Math.round(q[1]));
            }
        }
    }
}
