package org.pushforward.engine.numerics.exact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Sums and differences of some inputs, with intermediate sums that several outputs share. Variables are the inputs and then the shared sums, each
 * made of two variables before it; an output is a sum of variables with signs. Immutable.
 *
 * <p>Greedy reduction by common pairs: the pair ±(x + s·y) that occurs in most outputs becomes a variable of its own, until none occurs twice; a pair
 * that occurs m times saves m − 1 additions. It finds short circuits and proves nothing about shortest ones.
 *
 * @param inputs how many there are
 * @param shared intermediate sums, in the order in which they are formed
 * @param outputs a row an output, −1, 0 or 1 a variable
 */
public record LinearCircuit(int inputs, List<Pair> shared, int[][] outputs) {

    /** first + sign · second, of variables by their numbers; first < second where the greedy reduction forms it. */
    public record Pair(int first, int second, int sign) { }

    /** A pair and the outputs that it occurs in. */
    public record Found(Pair pair, int count) { }

    public LinearCircuit {
        shared = List.copyOf(shared);
    }

    /** Without anything shared. */
    public static LinearCircuit plain(int inputs, int[][] rows) {
        return new LinearCircuit(inputs, List.of(), rows);
    }

    public int variables() {
        return inputs + shared.size();
    }

    /** Additions and subtractions that it takes: one a shared sum, one less than its terms an output. */
    public int additions() {
        int sum = shared.size();
        for (int[] row : outputs) {
            sum += Math.max(0, (int) Arrays.stream(row).filter(c -> c != 0).count() - 1);
        }
        return sum;
    }

    /** All pairs that occur in the most outputs, at least two; in the order of their variables. Empty when nothing can be shared any more. */
    public List<Found> mostFrequent() {
        int n = variables();
        List<Found> best = new ArrayList<>();
        int most = 2;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                for (int sign = -1; sign <= 1; sign += 2) {
                    int count = 0;
                    for (int[] row : outputs) {
                        count += row[i] != 0 && row[i] * row[j] == sign ? 1 : 0;
                    }
                    if (count > most) {
                        best.clear();
                        most = count;
                    }
                    if (count == most) {
                        best.add(new Found(new Pair(i, j, sign), count));
                    }
                }
            }
        }
        return best;
    }

    /** With the pair as a variable of its own wherever it occurs. */
    public LinearCircuit sharing(Pair pair) {
        int[][] rows = new int[outputs.length][];
        for (int r = 0; r < rows.length; r++) {
            int[] row = Arrays.copyOf(outputs[r], variables() + 1);
            if (row[pair.first] != 0 && row[pair.first] * row[pair.second] == pair.sign) {
                row[variables()] = row[pair.first];
                row[pair.first] = 0;
                row[pair.second] = 0;
            }
            rows[r] = row;
        }
        List<Pair> more = new ArrayList<>(shared);
        more.add(pair);
        return new LinearCircuit(inputs, more, rows);
    }

    /** One step of the greedy reduction; {@code choice} in (0, 1] decides among equals. Empty when there is nothing to share. */
    public Optional<LinearCircuit> reduced(double choice) {
        List<Found> best = mostFrequent();
        return best.isEmpty() ? Optional.empty() : Optional.of(sharing(best.get(Math.min(best.size() - 1, (int) (choice * best.size()))).pair()));
    }

    /** The outputs in terms of the inputs alone. */
    public int[][] expanded() {
        int[][] variable = new int[variables()][inputs];
        for (int k = 0; k < inputs; k++) {
            variable[k][k] = 1;
        }
        for (int k = 0; k < shared.size(); k++) {
            Pair s = shared.get(k);
            for (int i = 0; i < inputs; i++) {
                variable[inputs + k][i] = variable[s.first][i] + s.sign * variable[s.second][i];
            }
        }
        int[][] rows = new int[outputs.length][inputs];
        for (int r = 0; r < rows.length; r++) {
            for (int v = 0; v < variables(); v++) {
                for (int i = 0; i < inputs; i++) {
                    rows[r][i] += outputs[r][v] * variable[v][i];
                }
            }
        }
        return rows;
    }

    /** The outputs for these inputs. */
    public <T> List<T> evaluate(Ring<T> ring, List<T> input) {
        List<T> value = new ArrayList<>(input);
        for (Pair s : shared) {
            T a = value.get(s.first);
            T b = value.get(s.second);
            value.add(s.sign > 0 ? ring.plus(a, b) : ring.minus(a, b));
        }
        List<T> out = new ArrayList<>();
        for (int[] row : outputs) {
            T sum = ring.zero();
            for (int v = 0; v < row.length; v++) {
                sum = row[v] > 0 ? ring.plus(sum, value.get(v)) : row[v] < 0 ? ring.minus(sum, value.get(v)) : sum;
            }
            out.add(sum);
        }
        return out;
    }
}
