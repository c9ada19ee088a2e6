package org.pushforward.views.raster;

import java.util.Optional;
import org.pushforward.engine.api.Pane;
import org.pushforward.views.colormap.ColorRanges;

/**
 * Draws panes: the entry for the window, {@code render}, thumbnails and tests, which thereby show the same pixels. What lies on what is
 * the pane's business, how a layer is drawn follows from its type and style; layers that a frame lacks are left out, and no input
 * makes it fail.
 *
 * <p>Keeps buffers between calls: one renderer per pane, used by one thread at a time.
 */
public final class PaneRenderer {

    /** A stub of a subtitle says nothing; a longer one is cut with an ellipsis, as in the window. */
    private static final double LEAST_SUBTITLE = 60;
    private static final double LEAST_WITH_PROFILE = 240;

    private final Lettering lettering = new Lettering();
    private final PlanePane plane;
    private final SpacePane space;
    private final PlotPane plot = new PlotPane();
    private final WordsPane words;
    private final MultiplesPane multiples;

    public PaneRenderer() {
        this(new ColorRanges());
    }

    /** @param toDate ranges to date, shared by the panes that are to show the same colors for the same values */
    public PaneRenderer(ColorRanges toDate) {
        plane = new PlanePane(toDate);
        space = new SpacePane(toDate);
        words = new WordsPane(toDate);
        multiples = new MultiplesPane(toDate);
    }

    /** Fills the whole of the target. */
    public Rendered render(PaneContent content, ViewState view, Raster target) {
        return render(content, view, target, true);
    }

    /** @param solids false leaves out what is in a 3D scene, for a graphics card to draw */
    public Rendered render(PaneContent content, ViewState view, Raster target, boolean solids) {
        target.unclip();
        target.clear(view.theme().canvas());
        Pen pen = new Pen(target, view.theme(), view.uiScale(), lettering);
        Box box = new Box(0, 0, target.width(), target.height());
        if (view.shows(Overlay.TITLE)) {
            box = title(pen, content.pane(), box);
        }
        if (box.width() < 2 || box.height() < 2) {
            return Rendered.NOTHING;
        }
        Rendered rendered = switch (content.pane().kind()) {
            case PLANE -> plane(pen, content.withoutCovered(view), view, box);
            case SPACE -> space.draw(pen, content, view, box, solids);
            case PLOT, HISTORY -> plot.draw(pen, content, view, box);
            case MULTIPLES -> multiples.draw(pen, content, view, box);
            case WORDS -> words.draw(pen, content, view, box);
        };
        target.unclip();
        return rendered;
    }

    /** Where a line is measured along, the picture gives a third of its height to the profile. */
    private Rendered plane(Pen pen, PaneContent content, ViewState view, Box box) {
        Optional<PaneContent> profile = view.measures().line().filter(_ -> box.height() > pen.px(LEAST_WITH_PROFILE)).flatMap(l -> LineProfile.of(content, l));
        if (profile.isEmpty()) {
            return plane.draw(pen, content, view, box);
        }
        double middle = Math.rint(box.bottom() - Math.max(pen.px(110), box.height() / 3));
        Rendered rendered = plane.draw(pen, content, view, new Box(box.left(), box.top(), box.right(), middle - pen.px(8)));
        pen.raster().unclip();
        plot.draw(pen, profile.get(), view.withCamera(Camera2D.FIT).withoutProbe(), new Box(box.left(), middle, box.right(), box.bottom()));
        return rendered;
    }

    private static Box title(Pen pen, Pane pane, Box box) {
        double margin = pen.px(16);
        double y = pen.px(18);
        pen.heading(pane.title(), margin, y, pen.theme().text());
        double x = margin + pen.headingWidth(pane.title()) + pen.px(12);
        double room = box.right() - margin - x;
        if (room >= pen.px(LEAST_SUBTITLE)) {
            pen.word(pen.fitting(pane.subtitle(), room), x, y, pen.theme().muted(), Lettering.Align.LEFT);
        }
        return box.inset(margin, pen.px(36), margin, margin);
    }
}
