module hongbao/interop

go 1.19

require github.com/smartwalle/alipay/v3 v3.2.23

require (
	github.com/smartwalle/ncrypto v1.0.4 // indirect
	github.com/smartwalle/ngx v1.0.9 // indirect
	github.com/smartwalle/nsign v1.0.9 // indirect
)
