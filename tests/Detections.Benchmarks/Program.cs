using Detections.Benchmarks;

if (args is not ["ratios", .. var rest] || rest is not ([] or ["--events", _]))
{
    Console.Error.WriteLine("usage: Detections.Benchmarks ratios [--events FILE]");
    return 2;
}

var events = rest is [_, var path] ? EventSet.Load(path) : EventSet.Synthesize(20_000);
return Ratios.Run(events) ? 0 : 1;
