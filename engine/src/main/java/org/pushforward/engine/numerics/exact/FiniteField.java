package org.pushforward.engine.numerics.exact;

/**
 * The field of q = pᵉ elements. Element {@code a₀ + a₁p + … } stands for the polynomial a₀ + a₁x + … over 𝔽_p modulo the first monic polynomial of
 * degree e, in the order of their numbers, of which x is a primitive element; for e = 1 the elements are the remainders themselves. 0 and 1 are the
 * neutral elements. Products by tables of logarithms. Immutable and thread-safe.
 */
public final class FiniteField {

    private static final int LARGEST = 4096;

    private final int p;
    private final int e;
    private final int q;
    /** gᵏ for k from 0 to 2(q − 1). */
    private final int[] power;
    private final int[] logarithm;

    private FiniteField(int p, int e, int[] power) {
        this.p = p;
        this.e = e;
        q = power.length / 2 + 1;
        this.power = power;
        logarithm = new int[q];
        for (int k = 0; k < q - 1; k++) {
            logarithm[power[k]] = k;
        }
    }

    /** Whether there is a field of that size here: a prime power of at most 4096. */
    public static boolean exists(int q) {
        return q >= 2 && q <= LARGEST && exponent(q, smallestFactor(q)) > 0;
    }

    /** @throws IllegalArgumentException unless {@link #exists} */
    public static FiniteField of(int q) {
        if (!exists(q)) {
            throw new IllegalArgumentException(q + " is no prime power from 2 to " + LARGEST);
        }
        int p = smallestFactor(q);
        int e = exponent(q, p);
        return e == 1 ? prime(p) : extension(p, e, q);
    }

    private static int smallestFactor(int n) {
        for (int d = 2; d * d <= n; d++) {
            if (n % d == 0) {
                return d;
            }
        }
        return n;
    }

    /** e with pᵉ = q, 0 if there is none. */
    private static int exponent(int q, int p) {
        int e = 0;
        while (q % p == 0) {
            q /= p;
            e++;
        }
        return q == 1 ? e : 0;
    }

    private static FiniteField prime(int p) {
        for (int g = 1; ; g++) {
            int[] power = new int[2 * (p - 1)];
            int order = 0;
            int x = 1;
            do {
                power[order++] = x;
                x = x * g % p;
            } while (x != 1 && order < p - 1);
            if (x == 1 && order == p - 1) {
                return new FiniteField(p, 1, doubled(power));
            }
        }
    }

    private static FiniteField extension(int p, int e, int q) {
        for (int tail = 1; tail < q; tail++) {
            int[] power = new int[2 * (q - 1)];
            int order = 0;
            int x = 1;
            do {
                power[order++] = x;
                x = timesX(x, tail, p, q);
            } while (x > 1 && order < q - 1);
            if (x == 1 && order == q - 1) {
                return new FiniteField(p, e, doubled(power));
            }
        }
        throw new AssertionError("every field has a primitive polynomial");
    }

    /** x·a modulo xᵉ + tail. */
    private static int timesX(int a, int tail, int p, int q) {
        int top = a / (q / p);
        int shifted = a % (q / p) * p;
        int sum = 0;
        for (int digit = 1; digit < q; digit *= p) {
            sum += Math.floorMod(shifted / digit % p - top * (tail / digit % p), p) * digit;
        }
        return sum;
    }

    private static int[] doubled(int[] power) {
        System.arraycopy(power, 0, power, power.length / 2, power.length / 2);
        return power;
    }

    public int size() {
        return q;
    }

    /** p, which is 0 here. */
    public int characteristic() {
        return p;
    }

    public int degree() {
        return e;
    }

    public int plus(int a, int b) {
        if (p == 2) {
            return a ^ b;
        }
        int sum = 0;
        for (int digit = 1; digit < q; digit *= p) {
            sum += (a / digit + b / digit) % p * digit;
        }
        return sum;
    }

    public int negative(int a) {
        int sum = 0;
        for (int digit = 1; digit < q; digit *= p) {
            sum += (p - a / digit % p) % p * digit;
        }
        return sum;
    }

    public int minus(int a, int b) {
        return plus(a, negative(b));
    }

    public int times(int a, int b) {
        return a == 0 || b == 0 ? 0 : power[logarithm[a] + logarithm[b]];
    }

    /** @throws ArithmeticException for 0 */
    public int inverse(int a) {
        if (a == 0) {
            throw new ArithmeticException("0 has no inverse");
        }
        return power[(q - 1 - logarithm[a]) % (q - 1)];
    }

    /** gᵏ of the primitive element g, for any k. */
    public int power(int k) {
        return power[Math.floorMod(k, q - 1)];
    }
}
