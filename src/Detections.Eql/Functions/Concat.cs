using System.Text;
using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>concat(value, ...)</c>: the texts of the values one after the other.</summary>
internal static class Concat
{
    public static Function Function { get; } =
        new(
            "concat",
            ParameterType.Text,
            [new Parameter("value", ParameterType.Any, IsRepeated: true)],
            arguments =>
            {
                var text = new StringBuilder();
                foreach (var argument in arguments)
                {
                    text.Append(argument.ToString());
                }

                return Scalar.Of(text.ToString());
            }
        );
}
