package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How panes share an area: one pane, or parts beside or below each other with the borders between them, as fractions. The window and the
 * pictures it saves are arranged by the same layouts.
 */
public sealed interface PageLayout {

    /** Share of the width that the first pane takes, and of the height that runs side by side take above their history. */
    double MAIN_SHARE = 0.58;
    double RUNS_ABOVE = 0.68;
    double RUNS_BESIDE = 0.62;

    /** The pane of that number. */
    record Leaf(int pane) implements PageLayout { }

    /** Parts beside each other, or below each other. */
    record Split(boolean vertical, List<PageLayout> parts, List<Double> borders) implements PageLayout { }

    /** Edges as fractions of the area. */
    record Place(double left, double top, double right, double bottom) { }

    /** The first pane large on the left, the others stacked on the right. {@code shares} as in {@link #shares}; what does not fit is as at first. */
    static PageLayout alone(int panes, List<List<Double>> shares) {
        List<PageLayout> leaves = leaves(0, panes);
        PageLayout first = leaves.getFirst();
        PageLayout layout = panes == 1 ? first : split(false, List.of(first, split(true, leaves.subList(1, panes))), MAIN_SHARE);
        return layout.with(shares);
    }

    /** Runs side by side, four of them two by two, with their history below or beside. */
    static PageLayout compared(int runs, boolean history, List<List<Double>> shares) {
        List<PageLayout> leaves = leaves(0, runs);
        PageLayout pictures = runs < 4 ? split(false, leaves) : split(true, List.of(split(false, leaves.subList(0, 2)), split(false, leaves.subList(2, 4))));
        PageLayout layout = !history ? pictures : runs < 4 ? split(true, List.of(pictures, new Leaf(runs)), RUNS_ABOVE)
                : split(false, List.of(pictures, new Leaf(runs)), RUNS_BESIDE);
        return layout.with(shares);
    }

    private static List<PageLayout> leaves(int from, int to) {
        return IntStream.range(from, to).<PageLayout>mapToObj(Leaf::new).toList();
    }

    private static PageLayout split(boolean vertical, List<PageLayout> parts, Double... borders) {
        int n = parts.size();
        return n == 1 ? parts.getFirst() : new Split(vertical, parts, borders.length > 0 ? List.of(borders)
                : IntStream.range(1, n).mapToObj(k -> (double) k / n).toList());
    }

    /** The borders of all splits, from the outside in. */
    default List<List<Double>> shares() {
        return switch (this) {
            case Leaf _ -> List.of();
            case Split s -> Stream.concat(Stream.of(s.borders()), s.parts().stream().flatMap(p -> p.shares().stream())).toList();
        };
    }

    /** The same with other borders, unless they are not those of this layout. */
    default PageLayout with(List<List<Double>> shares) {
        List<Integer> counts = shares().stream().map(List::size).toList();
        boolean fit = counts.equals(shares.stream().map(List::size).toList()) && shares.stream().allMatch(PageLayout::ascend);
        return fit ? withNext(new ArrayList<>(shares)) : this;
    }

    private static boolean ascend(List<Double> borders) {
        return IntStream.range(0, borders.size()).allMatch(k -> borders.get(k) > (k == 0 ? 0 : borders.get(k - 1)) && borders.get(k) < 1);
    }

    private PageLayout withNext(List<List<Double>> left) {
        return switch (this) {
            case Leaf l -> l;
            case Split s -> {
                List<Double> borders = left.removeFirst();
                yield new Split(s.vertical(), s.parts().stream().map(p -> p.withNext(left)).toList(), borders);
            }
        };
    }

    /** Where each pane lies, in the order of their numbers. */
    default List<Place> places() {
        List<Place> all = new ArrayList<>();
        place(new Place(0, 0, 1, 1), all);
        return all;
    }

    private void place(Place area, List<Place> all) {
        switch (this) {
            case Leaf _ -> all.add(area);
            case Split s -> {
                for (int k = 0; k < s.parts().size(); k++) {
                    double from = k == 0 ? 0 : s.borders().get(k - 1);
                    double to = k == s.borders().size() ? 1 : s.borders().get(k);
                    double w = area.right() - area.left();
                    double h = area.bottom() - area.top();
                    s.parts().get(k).place(s.vertical() ? new Place(area.left(), area.top() + from * h, area.right(), area.top() + to * h)
                            : new Place(area.left() + from * w, area.top(), area.left() + to * w, area.bottom()), all);
                }
            }
        }
    }
}
