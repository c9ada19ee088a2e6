package org.pushforward.engine.optimise;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer.Column;
import org.pushforward.engine.study.Look;

/**
 * Learning rates that were tried for a rule of a race, beforehand; a long check of the race measures some of the losses again.
 *
 * @param losses each ended at, mean of three seeds
 */
record RateGrid(String rule, double[] rates, double[] losses) {

    /** The rate with the least loss. */
    double best() {
        return rates[IntStream.range(0, rates.length).reduce(0, (a, b) -> losses[b] < losses[a] ? b : a)];
    }

    static double best(List<RateGrid> grids, String rule) {
        return grids.stream().filter(g -> g.rule.equals(rule)).mapToDouble(RateGrid::best).findFirst().orElseThrow();
    }

    /** A loss that was measured anew over the one in the table, or the other way about: at least 1. */
    static double factor(List<RateGrid> grids, String rule, double rate, double measured) {
        RateGrid g = grids.stream().filter(x -> x.rule.equals(rule)).findFirst().orElseThrow();
        double known = g.losses[IntStream.range(0, g.rates.length).filter(k -> g.rates[k] == rate).findFirst().orElseThrow()];
        return Math.max(measured / known, known / measured);
    }

    /** As a table. */
    static void show(List<RateGrid> grids, Look to, String id) {
        to.table(id, new Column.Words("rule", "rule", grids.stream().map(RateGrid::rule).toList()),
                new Column.Words("tried", "rates", grids.stream().map(g -> numbers(g.rates, 3)).toList()),
                new Column.Words("reached", "losses", grids.stream().map(g -> numbers(g.losses, 2)).toList()),
                new Column.Numbers("best", "best rate", "", grids.stream().mapToDouble(RateGrid::best).toArray()));
    }

    /** So many digits, and no zeros behind them: four losses have to fit into a quarter of a small window. */
    static String numbers(double[] v, int digits) {
        return String.join("  ", Arrays.stream(v).mapToObj(x -> new BigDecimal(x).round(new MathContext(digits)).stripTrailingZeros().toPlainString()).toList());
    }
}
