namespace Detections.Eql.Tests.Fuzzing;

/// <summary>Makes an input that fails smaller: takes out ever smaller pieces as long as it still fails.</summary>
internal static class Shrinker
{
    /// <summary>Enough for what a person can read, without an evening for what cannot be made smaller.</summary>
    private const int MaxAttempts = 20_000;

    public static T[] Shrink<T>(T[] input, Func<T[], bool> fails)
    {
        var attempts = 0;
        for (var piece = input.Length / 2; piece > 0 && attempts < MaxAttempts; )
        {
            var before = input.Length;
            for (var start = 0; start + piece <= input.Length && attempts < MaxAttempts; attempts++)
            {
                T[] candidate = [.. input[..start], .. input[(start + piece)..]];
                if (fails(candidate))
                {
                    input = candidate;
                }
                else
                {
                    start += piece;
                }
            }

            // What could not go before may go once other pieces have gone
            piece = input.Length < before ? Math.Min(piece, input.Length) : piece / 2;
        }

        return input;
    }
}
