using System.Text;
using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>concat(value, …)</c>: the texts of the values, one after the other.</summary>
internal static class Concat
{
    public static readonly Function Function = new(
        "concat",
        ParameterType.Text,
        [new("value", ParameterType.Any) { IsRepeated = true }]
    )
    {
        Body = Evaluate,
    };

    private static Scalar Evaluate(ReadOnlySpan<Scalar> arguments)
    {
        var text = new StringBuilder();
        foreach (var argument in arguments)
        {
            if (argument.IsNull)
            {
                return Scalar.Null;
            }

            text.Append(argument.ToString());
        }

        return Scalar.Of(text.ToString());
    }
}
