namespace Detections.Eql.Tests.Fuzzing;

/// <summary>Turns texts that mean something into texts that nearly do.</summary>
/// <param name="corpus">Inputs to start from.</param>
/// <param name="words">Pieces that mean something to what is tested.</param>
/// <param name="any">One element at random.</param>
internal sealed class Mutator<T>(IReadOnlyList<T[]> corpus, IReadOnlyList<T[]> words, Func<Random, T> any)
{
    private const int MostChanges = 6;
    private const int MostRepeated = 50_000;

    public T[] Generate(Random random)
    {
        var input = Pick(random, corpus);
        for (var changes = random.Next(MostChanges + 1); changes > 0; changes--)
        {
            input = Change(random, input);
        }

        return input;
    }

    private T[] Change(Random random, T[] input)
    {
        var (start, length) = Range(random, input);
        var (before, piece, after) = (input[..start], input[start..(start + length)], input[(start + length)..]);
        return random.Next(9) switch
        {
            0 => [.. before, .. after],
            1 => [.. before, .. piece, .. piece, .. after],
            2 => [.. before, any(random), .. after],
            3 => [.. before, .. Pick(random, words), .. after],
            4 => [.. before, .. Pick(random, words), .. piece, .. after],
            5 => [.. before, .. PieceOfAnother(random), .. after],
            6 => [.. after, .. piece, .. before],
            7 => before,
            // Rarely, since it is dear
            _ when random.Next(20) == 0 => [.. before, .. Repeat(random, piece), .. after],
            _ => [.. before, .. Pick(random, words), .. Pick(random, words), .. after],
        };
    }

    private T[] PieceOfAnother(Random random)
    {
        var other = Pick(random, corpus);
        var (start, length) = Range(random, other);
        return other[start..(start + length)];
    }

    private static T[] Repeat(Random random, T[] piece)
    {
        var count = piece.Length == 0 ? 0 : random.Next(MostRepeated / piece.Length + 1);
        var repeated = new T[count * piece.Length];
        for (var index = 0; index < count; index++)
        {
            piece.CopyTo(repeated, index * piece.Length);
        }

        return repeated;
    }

    /// <summary>Mostly a short piece, now and then a long one.</summary>
    private static (int Start, int Length) Range(Random random, T[] input)
    {
        var start = random.Next(input.Length + 1);
        var most = input.Length - start;
        return (start, random.Next(Math.Min(most, random.Next(4) == 0 ? most : 8) + 1));
    }

    private static T[] Pick(Random random, IReadOnlyList<T[]> pieces) => pieces[random.Next(pieces.Count)];
}
