using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>Reads the arguments of a call.</summary>
internal static class Arguments
{
    extension(ReadOnlySpan<Scalar> arguments)
    {
        /// <summary>The argument, or null if it was left out.</summary>
        public Scalar At(int index) => index < arguments.Length ? arguments[index] : Scalar.Null;

        public bool HasNull
        {
            get
            {
                foreach (var argument in arguments)
                {
                    if (argument.IsNull)
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        public string Text(int index) => arguments[index].ToString();

        /// <summary>A text, folded as functions do: invariantly.</summary>
        public string Text(int index, bool ignoresCase) =>
            ignoresCase ? arguments[index].ToString().ToLowerInvariant() : arguments[index].ToString();
    }

    /// <summary>A whole number as an index; what is beyond any text counts as its end.</summary>
    public static int Index(Scalar value) =>
        (int)
            Math.Clamp(
                value.Number.IsInteger ? value.Number.Integer : value.Number.Decimal,
                int.MinValue,
                int.MaxValue
            );
}
